namespace RotationService.Sandbox.Tokens;

/// <summary>The decision of the token service about a log-in.</summary>
internal enum LogInVerdict
{
    /// <summary>The log-in succeeds.</summary>
    Granted,

    /// <summary>The client does not exist. AADSTS700016.</summary>
    UnknownClient,

    /// <summary>The application is disabled. AADSTS7000112.</summary>
    Disabled,

    /// <summary>
    /// The secret belongs to no credential, or to one that is removed or not usable yet. AADSTS7000215.
    /// </summary>
    WrongSecret,

    /// <summary>The credential has expired or has not started. AADSTS7000222.</summary>
    Expired,

    /// <summary>The secret is correct, and Conditional Access blocks the log-in. AADSTS53003.</summary>
    ConditionalAccess,
}
