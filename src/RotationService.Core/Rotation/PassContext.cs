using RotationService.Core.Policies;

namespace RotationService.Core.Rotation;

/// <summary>The objects of one pass over one application.</summary>
/// <param name="Policy">The policy of the application.</param>
/// <param name="Cached">The state that earlier passes left, and that this pass leaves to the next one.</param>
/// <param name="Values">The secret values that the pass has read.</param>
internal sealed record PassContext(Policy Policy, CachedApplication Cached, SecretValues Values);
