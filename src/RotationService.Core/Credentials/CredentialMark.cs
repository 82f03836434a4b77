using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RotationService.Core.Credentials;

/// <summary>
/// The mark that the service writes into the <c>displayName</c> of a credential, the only field that a caller of
/// addPassword can set for this purpose: <c>rotation-service/&lt;vault&gt;/&lt;h&gt;/&lt;rotationId&gt;</c>. The mark
/// names the owner of the credential and the place of its value, so a credential that is found after a crash can be
/// judged from Entra and the vault alone.
/// </summary>
/// <param name="VaultName">
/// The name (not the address) of the policy's first vault in lower case, at most 24 characters.
/// </param>
/// <param name="SecretHash">
/// The first 32 bits of the SHA-256 of the lower-case secret name, written as eight hex digits.
/// </param>
/// <param name="RotationId">The rotation that issued the credential.</param>
public readonly record struct CredentialMark(string VaultName, uint SecretHash, RotationId RotationId)
{
    private const string Prefix = "rotation-service/";

    /// <summary>The maximum length of a mark that the service writes, in characters.</summary>
    private const int Longest = 87;

    /// <summary>Returns the mark for a rotation that stores its value in this vault under this secret name.</summary>
    public static CredentialMark For(string vaultName, string secretName, RotationId rotationId) =>
        new(vaultName.ToLowerInvariant(), HashOf(secretName), rotationId);

    /// <summary>Returns the first 32 bits of the SHA-256 of the lower-case secret name.</summary>
    public static uint HashOf(string secretName) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(secretName.ToLowerInvariant())));

    /// <summary>Parses the display name of a credential. Returns null if it is not a mark of the service.</summary>
    public static CredentialMark? TryParse(string? displayName)
    {
        if (displayName is null || !displayName.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var text = displayName.AsSpan(Prefix.Length);
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, '/') == 3
            && text[parts[0]] is { Length: > 0 } vault
            && text[parts[1]] is { Length: 8 } digits
            && !digits.ContainsAnyInRange('A', 'F')
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            && RotationId.TryParse(text[parts[2]], out var rotationId)
                ? new CredentialMark(RecurringText.Of(vault), hash, rotationId)
                : null;
    }

    /// <summary>Whether a display name is exactly this mark.</summary>
    public bool Reads(ReadOnlySpan<char> displayName)
    {
        Span<char> text = stackalloc char[Longest];
        return text.TryWrite($"{Prefix}{VaultName}/{SecretHash:x8}/{RotationId.Value}", out var written)
            && displayName.SequenceEqual(text[..written]);
    }

    /// <summary>Returns the mark as a display name.</summary>
    public override string ToString() => $"{Prefix}{VaultName}/{SecretHash:x8}/{RotationId}";
}
