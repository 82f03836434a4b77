using System.Security.Cryptography;
using System.Text;

namespace RotationService.Core.Credentials;

/// <summary>
/// What we write into a credential's <c>displayName</c>, the only field a caller of addPassword may choose:
/// <c>rotation-service/&lt;vault&gt;/&lt;h&gt;/&lt;rotationId&gt;</c>. It says whose the credential is and where its value must be,
/// so that one found after a crash can be judged from Entra and the vault alone.
/// </summary>
/// <param name="VaultName">The name (not the address) of the policy's first vault, lower case; at most 24 characters.</param>
/// <param name="SecretHash">Eight hex digits of the SHA-256 of the lower-case secret name.</param>
/// <param name="RotationId">The rotation that issued it.</param>
public sealed record CredentialMark(string VaultName, string SecretHash, RotationId RotationId)
{
    private const string Prefix = "rotation-service/";

    /// <summary>The mark for a rotation whose value goes to this vault under this secret name.</summary>
    public static CredentialMark For(string vaultName, string secretName, RotationId rotationId) =>
        new(vaultName.ToLowerInvariant(), HashOf(secretName), rotationId);

    /// <summary>Eight hex digits of the SHA-256 of the lower-case secret name.</summary>
    public static string HashOf(string secretName) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secretName.ToLowerInvariant())))[..8];

    /// <summary>Reads a credential's display name; null if it does not bear our mark.</summary>
    public static CredentialMark? TryParse(string? displayName)
    {
        if (displayName is null || !displayName.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = displayName[Prefix.Length..].Split('/');
        return parts is [{ Length: > 0 } vault, { Length: 8 } hash, var rotation] && RotationId.TryParse(rotation, out var rotationId)
            ? new CredentialMark(vault, hash, rotationId)
            : null;
    }

    /// <summary>The display name.</summary>
    public override string ToString() => $"{Prefix}{VaultName}/{SecretHash}/{RotationId}";
}
