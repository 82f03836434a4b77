namespace RotationService.Core;
