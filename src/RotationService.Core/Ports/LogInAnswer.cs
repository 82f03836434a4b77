namespace RotationService.Core.Ports;

/// <summary>What the token endpoint said to a client secret. A closed set.</summary>
public enum LogInAnswer
{
    /// <summary>A token.</summary>
    Accepted,

    /// <summary>AADSTS53003: the secret is right, Conditional Access said no.</summary>
    BlockedByConditionalAccess,

    /// <summary>AADSTS7000215: not a secret of this application (or not usable yet).</summary>
    WrongSecret,

    /// <summary>AADSTS7000222: the secret has expired (or is not valid yet).</summary>
    ExpiredSecret,

    /// <summary>AADSTS700016 and its like: the application has no service principal in the tenant.</summary>
    NoServicePrincipal,

    /// <summary>AADSTS7000112: the application is disabled.</summary>
    ApplicationDisabled,

    /// <summary>429: no answer now.</summary>
    Throttled,

    /// <summary>5xx, a time-out, no connection: no answer.</summary>
    Unreachable,

    /// <summary>Any other refusal; the message says which. It proves nothing either way.</summary>
    Other,
}
