namespace RotationService.Simulation.Soaking;

/// <summary>What may happen to the world for a while.</summary>
internal enum TroubleKind
{
    /// <summary>Consent is taken back.</summary>
    PermissionLost,

    /// <summary>Our ownership of an application is removed.</summary>
    OwnershipLost,

    /// <summary>The tenant's policy forbids passwords.</summary>
    PasswordsForbidden,

    /// <summary>The tenant's policy forbids the lifetime.</summary>
    LifetimeForbidden,

    /// <summary>A vault's firewall turns us away.</summary>
    VaultFirewall,

    /// <summary>Our role on a vault is taken away.</summary>
    VaultRoleLost,

    /// <summary>A vault fails over to a stale copy that takes no writes.</summary>
    VaultFailover,

    /// <summary>A vault's name does not resolve.</summary>
    VaultGone,

    /// <summary>Conditional Access blocks the application's log-ins.</summary>
    ConditionalAccess,

    /// <summary>The application is disabled.</summary>
    Disabled,

    /// <summary>The application is deleted, and restored.</summary>
    Deleted,

    /// <summary>Its service principal is deleted, and restored.</summary>
    NoServicePrincipal,

    /// <summary>The secret is deleted, and recovered.</summary>
    SecretDeleted,

    /// <summary>The pending secret is deleted, and recovered.</summary>
    PendingDeleted,

    /// <summary>A machine is down.</summary>
    MachineDown,

    /// <summary>The disk under an audit log is full.</summary>
    DiskFull,
}
