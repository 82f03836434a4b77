namespace RotationService.Core.Credentials;

/// <summary>The words for a <see cref="DirectoryKind"/>.</summary>
public static class DirectoryKindExtensions
{
    /// <summary>For people.</summary>
    public static string Noun(this DirectoryKind kind) => kind is DirectoryKind.ServicePrincipal ? "service principal" : "application";

    /// <summary>Graph's own, as results and the audit log have it.</summary>
    public static string Word(this DirectoryKind kind) => kind is DirectoryKind.ServicePrincipal ? "servicePrincipal" : "application";
}
