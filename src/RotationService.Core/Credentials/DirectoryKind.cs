namespace RotationService.Core.Credentials;

/// <summary>
/// The two kinds of directory object that hold password credentials. A client can log in as the application with the
/// credentials of either.
/// </summary>
public enum DirectoryKind
{
    /// <summary>The app registration.</summary>
    Application,

    /// <summary>
    /// The service principal, which represents in this tenant an application that is registered in another tenant.
    /// </summary>
    ServicePrincipal,
}
