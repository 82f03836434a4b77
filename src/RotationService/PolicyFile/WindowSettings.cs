using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>What a file says about when promoting is allowed.</summary>
/// <param name="Window">The window; null if it says that there is none.</param>
internal sealed record WindowSettings(PromotionWindow? Window);
