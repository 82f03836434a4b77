namespace RotationService.Core.Policies;

/// <summary>The part of a policy that a finding is about.</summary>
public enum PolicyField
{
    /// <summary>The name of the policy.</summary>
    Name,

    /// <summary>The selector of the application or applications.</summary>
    Application,

    /// <summary>The vault or vaults.</summary>
    Vaults,

    /// <summary>The name of the secret.</summary>
    Secret,

    /// <summary>The lifetime of a credential.</summary>
    Lifetime,

    /// <summary>How long before its end a credential is renewed.</summary>
    RenewBefore,

    /// <summary>How long a succeeded value keeps working.</summary>
    GracePeriod,

    /// <summary>How a new credential is verified.</summary>
    Verify,

    /// <summary>When a new credential may be published.</summary>
    Window,
}
