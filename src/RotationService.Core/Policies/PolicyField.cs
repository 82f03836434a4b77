namespace RotationService.Core.Policies;

/// <summary>The part of a policy that a finding is about.</summary>
public enum PolicyField
{
    /// <summary>Its name.</summary>
    Name,

    /// <summary>Which application.</summary>
    Application,

    /// <summary>Its vault or vaults.</summary>
    Vaults,

    /// <summary>The secret's name.</summary>
    Secret,

    /// <summary>How long a credential lives.</summary>
    Lifetime,

    /// <summary>How long before its end it is renewed.</summary>
    RenewBefore,

    /// <summary>How long a succeeded value still works.</summary>
    GracePeriod,

    /// <summary>How a new credential is proven.</summary>
    Verify,

    /// <summary>When it may be published.</summary>
    Window,
}
