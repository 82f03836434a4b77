namespace RotationService.Core.Ports;

/// <summary>The answer of the token endpoint to a client secret. The set is closed.</summary>
public enum LogInAnswer
{
    /// <summary>The token endpoint issued a token.</summary>
    Accepted,

    /// <summary>AADSTS53003. The secret is correct, and Conditional Access blocked the log-in.</summary>
    BlockedByConditionalAccess,

    /// <summary>AADSTS7000215. The secret does not belong to this application, or is not usable yet.</summary>
    WrongSecret,

    /// <summary>AADSTS7000222. The secret has expired, or is not valid yet.</summary>
    ExpiredSecret,

    /// <summary>AADSTS700016 and similar codes. The application has no service principal in the tenant.</summary>
    NoServicePrincipal,

    /// <summary>AADSTS7000112. The application is disabled.</summary>
    ApplicationDisabled,

    /// <summary>429. The token endpoint gave no answer about the secret.</summary>
    Throttled,

    /// <summary>5xx, a time-out or no connection. There is no answer about the secret.</summary>
    Unreachable,

    /// <summary>Any other refusal, which the message names. It says nothing about the secret.</summary>
    Other,
}
