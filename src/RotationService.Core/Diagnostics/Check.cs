namespace RotationService.Core.Diagnostics;

/// <summary>What is examined. A closed set; each member's comment is its documentation.</summary>
public enum Check
{
    /// <summary>The identity gets a token for Microsoft Graph.</summary>
    Token,

    /// <summary>It may list the tenant's applications.</summary>
    Listing,

    /// <summary>This machine's clock agrees with the services'.</summary>
    Clock,

    /// <summary>Its token carries a permission to change applications.</summary>
    Permission,

    /// <summary>The vault takes a new version of a secret.</summary>
    VaultWrite,

    /// <summary>The vault shows that version's value.</summary>
    VaultRead,

    /// <summary>The vault lets that version be disabled.</summary>
    VaultDisable,

    /// <summary>The policy's application can be told, and its secret has a name of its own that Key Vault takes.</summary>
    Application,

    /// <summary>The exceptions and overrides of a policy name applications that there are.</summary>
    Entries,

    /// <summary>The identity may change this application.</summary>
    Ownership,

    /// <summary>The tenant's app-management policies allow passwords of the policy's lifetime.</summary>
    PasswordPolicy,

    /// <summary>Neither the secret's name nor the pending one is taken by a soft-deleted secret.</summary>
    DeletedNames,

    /// <summary>Nothing else stands in the way of a rotation: what the planner says of the application needs no person.</summary>
    Standing,
}
