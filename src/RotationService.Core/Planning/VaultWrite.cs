using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A version that a vault has just acknowledged as made or changed.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The name of the secret.</param>
/// <param name="Version">The version after the write.</param>
/// <param name="Fingerprint">
/// The fingerprint of the value if the write made the version. Null if the write only changed its tags or its state.
/// </param>
public sealed record VaultWrite(Uri Vault, string Secret, SecretVersion Version, ValueFingerprint? Fingerprint);
