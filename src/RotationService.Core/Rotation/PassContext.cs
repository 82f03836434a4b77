using RotationService.Core.Policies;

namespace RotationService.Core.Rotation;

/// <summary>What belongs to one pass over one application.</summary>
/// <param name="Policy">The application's policy.</param>
/// <param name="Cached">What earlier passes saw, and what this one leaves to the next.</param>
/// <param name="Values">The secret values that the pass has read.</param>
internal sealed record PassContext(Policy Policy, CachedApplication Cached, SecretValues Values);
