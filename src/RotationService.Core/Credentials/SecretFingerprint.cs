namespace RotationService.Core.Credentials;

/// <summary>What is known of a version's value without holding the value: enough to tell which credential it can be the value of.</summary>
/// <param name="Beginning">Its first <see cref="SecretText.HintLength"/> characters, which is what Graph publishes as a credential's <c>hint</c>.</param>
/// <param name="HasWhiteSpace">Whether white space is in it. Entra generates none, so such a value is nobody's secret as it stands.</param>
/// <param name="HasSecretLength">Whether it is as long as the secrets that Entra generates: 34 characters in the past, 40 now.</param>
/// <remarks>Source of the lengths: secrets seen in public tools' test data; Graph documents 16 to 64 characters.</remarks>
public sealed record SecretFingerprint(string Beginning, bool HasWhiteSpace, bool HasSecretLength)
{
    /// <summary>The fingerprint of a version without a value: it fits no credential.</summary>
    public static SecretFingerprint Empty { get; } = new("", HasWhiteSpace: false, HasSecretLength: false);

    /// <summary>Whether the value can be that of a credential with this hint. False where Graph shows no hint: then nothing can be compared.</summary>
    /// <param name="hint">The hint as Graph shows it; null if it shows none.</param>
    public bool Fits(string? hint) => hint is not null && !HasWhiteSpace && Beginning.StartsWith(hint, StringComparison.Ordinal);
}
