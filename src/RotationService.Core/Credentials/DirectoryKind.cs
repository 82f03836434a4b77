namespace RotationService.Core.Credentials;

/// <summary>The two kinds of directory object that bear password credentials. Whoever logs in as the application may use those of either.</summary>
public enum DirectoryKind
{
    /// <summary>The app registration.</summary>
    Application,

    /// <summary>The service principal: what an application that is registered in another tenant is in this one.</summary>
    ServicePrincipal,
}
