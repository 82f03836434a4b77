namespace RotationService.Core.Planning;

/// <summary>A secret name that a soft-deleted secret blocks.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The name of the secret.</param>
public sealed record SoftDeletedName(Uri Vault, string Secret);
