using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A version that a vault has just acknowledged as made or changed.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The secret's name.</param>
/// <param name="Version">The version as it is now.</param>
/// <param name="Fingerprint">Its value's fingerprint if the version was made; null if only its tags or its state were changed.</param>
public sealed record VaultWrite(Uri Vault, string Secret, SecretVersion Version, SecretFingerprint? Fingerprint);
