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
/// <param name="HasGeneratedLength">
/// Whether the value is as long as a secret that Entra generates: 40 characters now, 34 characters in the past.
/// </param>
/// <remarks>
/// Source of the lengths: secrets in the test data of public tools. Graph documents 16 to 64 characters.
/// </remarks>
public sealed record ValueFingerprint(string Beginning, bool HasWhiteSpace, bool HasGeneratedLength)
{
    /// <summary>The fingerprint of a version without a value. It fits no credential.</summary>
    public static ValueFingerprint Empty { get; } = new("", HasWhiteSpace: false, HasGeneratedLength: false);

    /// <summary>
    /// Whether the value fits what Graph shows of a credential. False if Graph shows nothing, because nothing can be
    /// compared.
    /// </summary>
    public bool Fits(Credential credential) =>
        credential.Fingerprint is not null && !HasWhiteSpace && MayBeOf(credential);

    /// <summary>
    /// Whether nothing that Graph shows of a credential excludes that this is its value. True if Graph shows nothing.
    /// </summary>
    public bool MayBeOf(Credential credential) =>
        credential.Fingerprint is null || Beginning.StartsWith(credential.Fingerprint, StringComparison.Ordinal);
}
