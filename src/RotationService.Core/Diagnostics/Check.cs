namespace RotationService.Core.Diagnostics;

/// <summary>
/// The checks that <see cref="Doctor"/> makes. The set is closed, and the comment of each member is its documentation.
/// </summary>
public enum Check
{
    /// <summary>The identity gets a token for Microsoft Graph.</summary>
    Token,

    /// <summary>The identity may list the applications of the tenant.</summary>
    Listing,

    /// <summary>The clock of this machine agrees with the clocks of the Azure services.</summary>
    Clock,

    /// <summary>The token of the identity carries a permission to change applications.</summary>
    Permission,

    /// <summary>The vault accepts a new version of a secret.</summary>
    VaultWrite,

    /// <summary>The vault returns the value of that version.</summary>
    VaultRead,

    /// <summary>The vault allows that version to be disabled.</summary>
    VaultDisable,

    /// <summary>
    /// The policy identifies its application, and the secret has a name that no other policy uses and that Key Vault
    /// accepts.
    /// </summary>
    Application,

    /// <summary>The <c>except</c> and <c>overrides</c> entries of a policy name existing applications.</summary>
    Entries,

    /// <summary>The identity may change this application.</summary>
    Ownership,

    /// <summary>The app management policies of the tenant allow passwords with the lifetime of the policy.</summary>
    PasswordPolicy,

    /// <summary>No soft-deleted secret takes the name of the secret or of the pending secret.</summary>
    DeletedNames,

    /// <summary>Nothing else prevents a rotation: the planner reports no condition that needs a person.</summary>
    Standing,
}
