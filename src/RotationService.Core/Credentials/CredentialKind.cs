namespace RotationService.Core.Credentials;

/// <summary>The kind of a credential of an application.</summary>
public enum CredentialKind
{
    /// <summary>
    /// A client secret, which Microsoft Graph lists in <c>passwordCredentials</c>. Graph generates the value.
    /// </summary>
    Password,
}
