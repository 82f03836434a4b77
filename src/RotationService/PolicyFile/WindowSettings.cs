using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>The window that a policy file sets for promotion.</summary>
/// <param name="Window">The window. Null if the file says <c>none</c>.</param>
internal sealed record WindowSettings(PromotionWindow? Window);
