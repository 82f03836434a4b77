namespace RotationService.Core.Planning;

/// <summary>A secret's name that is taken by a soft-deleted secret.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The name.</param>
public sealed record SoftDeletedName(Uri Vault, string Secret);
