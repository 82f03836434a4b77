namespace RotationService.Sandbox.Tokens;

/// <summary>What the token service makes of a log-in.</summary>
internal enum LogInVerdict
{
    /// <summary>A token is granted.</summary>
    Granted,

    /// <summary>There is no such client: AADSTS700016.</summary>
    UnknownClient,

    /// <summary>The application is disabled: AADSTS7000112.</summary>
    Disabled,

    /// <summary>The secret is no credential's, or that of one that is removed or not usable yet: AADSTS7000215.</summary>
    WrongSecret,

    /// <summary>The credential has ended, or not begun: AADSTS7000222.</summary>
    Expired,

    /// <summary>The secret is right, and Conditional Access blocks the log-in: AADSTS53003.</summary>
    ConditionalAccess,
}
