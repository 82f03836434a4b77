namespace RotationService.Core.Credentials;

/// <summary>The words for the kinds of credentials.</summary>
public static class CredentialKindExtensions
{
    /// <summary>The noun for one credential of the kind, as Microsoft Entra uses it.</summary>
    public static string Noun(this CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "client secret",
        _ => throw Unknown(kind),
    };

    /// <summary>The action of Microsoft Graph that adds a credential of the kind.</summary>
    public static string AddAction(this CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "addPassword",
        _ => throw Unknown(kind),
    };

    /// <summary>The action of Microsoft Graph that removes a credential of the kind.</summary>
    public static string RemoveAction(this CredentialKind kind) => kind switch
    {
        CredentialKind.Password => "removePassword",
        _ => throw Unknown(kind),
    };

    private static ArgumentOutOfRangeException Unknown(CredentialKind kind) => new(nameof(kind), kind, message: null);
}
