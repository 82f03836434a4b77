namespace RotationService.Core.Credentials;

/// <summary>The names of a <see cref="DirectoryKind"/>.</summary>
public static class DirectoryKindExtensions
{
    /// <summary>Returns the name for people.</summary>
    public static string Noun(this DirectoryKind kind) =>
        kind is DirectoryKind.ServicePrincipal ? "service principal" : "application";

    /// <summary>Returns the name that Graph uses. Results and the audit log use it too.</summary>
    public static string Word(this DirectoryKind kind) =>
        kind is DirectoryKind.ServicePrincipal ? "servicePrincipal" : "application";
}
