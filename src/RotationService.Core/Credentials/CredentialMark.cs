using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RotationService.Core.Credentials;

/// <summary>
/// What we write into a credential's <c>displayName</c>, the only field a caller of addPassword may choose:
/// <c>rotation-service/&lt;vault&gt;/&lt;h&gt;/&lt;rotationId&gt;</c>. It says whose the credential is and where its value must be,
/// so that one found after a crash can be judged from Entra and the vault alone.
/// </summary>
/// <param name="VaultName">The name (not the address) of the policy's first vault, lower case; at most 24 characters.</param>
/// <param name="SecretHash">The first 32 bits of the SHA-256 of the lower-case secret name; written as eight hex digits.</param>
/// <param name="RotationId">The rotation that issued it.</param>
public readonly record struct CredentialMark(string VaultName, uint SecretHash, RotationId RotationId)
{
    private const string Prefix = "rotation-service/";

    /// <summary>The most characters that one of ours has.</summary>
    private const int Longest = 87;

    /// <summary>The mark for a rotation whose value goes to this vault under this secret name.</summary>
    public static CredentialMark For(string vaultName, string secretName, RotationId rotationId) =>
        new(vaultName.ToLowerInvariant(), HashOf(secretName), rotationId);

    /// <summary>The first 32 bits of the SHA-256 of the lower-case secret name.</summary>
    public static uint HashOf(string secretName) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(secretName.ToLowerInvariant())));

    /// <summary>Reads a credential's display name; null if it does not bear our mark.</summary>
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

    /// <summary>Whether a display name is this mark to the letter.</summary>
    public bool Reads(ReadOnlySpan<char> displayName)
    {
        Span<char> text = stackalloc char[Longest];
        return text.TryWrite($"{Prefix}{VaultName}/{SecretHash:x8}/{RotationId.Value}", out var written) && displayName.SequenceEqual(text[..written]);
    }

    /// <summary>The display name.</summary>
    public override string ToString() => $"{Prefix}{VaultName}/{SecretHash:x8}/{RotationId}";
}
