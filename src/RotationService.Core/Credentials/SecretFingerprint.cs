namespace RotationService.Core.Credentials;

/// <summary>
/// What is known of the value of a version without holding the value. It is enough to find the credentials that the
/// value can belong to.
/// </summary>
/// <param name="Beginning">
/// The first <see cref="SecretText.HintLength"/> characters, which Graph publishes as the <c>hint</c> of a credential.
/// </param>
/// <param name="HasWhiteSpace">
/// Whether the value contains white space. Entra does not generate any, so such a value is not a valid secret.
/// </param>
/// <param name="HasSecretLength">
/// Whether the value is as long as a secret that Entra generates: 40 characters now, 34 characters in the past.
/// </param>
/// <remarks>
/// Source of the lengths: secrets in the test data of public tools. Graph documents 16 to 64 characters.
/// </remarks>
public sealed record SecretFingerprint(string Beginning, bool HasWhiteSpace, bool HasSecretLength)
{
    /// <summary>The fingerprint of a version without a value. It fits no credential.</summary>
    public static SecretFingerprint Empty { get; } = new("", HasWhiteSpace: false, HasSecretLength: false);

    /// <summary>
    /// Whether the value can belong to a credential with this hint. False if Graph shows no hint, because nothing can
    /// be compared.
    /// </summary>
    /// <param name="hint">The hint as Graph shows it. Null if Graph shows none.</param>
    public bool Fits(string? hint) =>
        hint is not null && !HasWhiteSpace && Beginning.StartsWith(hint, StringComparison.Ordinal);
}
