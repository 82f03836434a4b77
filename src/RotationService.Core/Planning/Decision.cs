namespace RotationService.Core.Planning;

/// <summary>The decision of the planner: find out one fact, do one act, or do nothing now.</summary>
public abstract record Decision
{
    private protected Decision()
    {
    }
}

/// <summary>Log in with the value of a version, and plan again with the result.</summary>
/// <param name="Version">The version.</param>
/// <param name="Step">
/// The purpose of the log-in: <see cref="Step.Verify"/> for a pending value, or the step that relies on the log-in.
/// <see cref="Step.None"/> if the log-in only determines whose value the version holds.
/// </param>
/// <param name="KeyId">The key ID of the credential. Null if the version does not name one.</param>
public sealed record TryLogIn(VersionAddress Version, Step Step, Guid? KeyId) : Decision;

/// <summary>Read the value of a version, and plan again with its fingerprint.</summary>
/// <param name="Version">The version.</param>
public sealed record ReadVersion(VersionAddress Version) : Decision;

/// <summary>
/// Read another application from the directory, and plan again. The answer shows whether that application has the
/// credential that a version's tags name.
/// </summary>
/// <param name="AppId">The client ID of the other application.</param>
public sealed record LookUpHolder(Guid AppId) : Decision;

/// <summary>Check whether anything prevents a rotation, and plan again with the findings.</summary>
public sealed record MakePreflight : Decision;

/// <summary>Do one act, observe again, and plan again.</summary>
/// <param name="Act">The act.</param>
public sealed record Do(Act Act) : Decision;

/// <summary>Nothing is to be done now.</summary>
/// <param name="Condition">The state of the application.</param>
/// <param name="Reason">Why nothing is done, or what comes next.</param>
/// <param name="Message">The message for people.</param>
public sealed record Settled(Condition Condition, Reason Reason, string Message) : Decision
{
    /// <summary>The next step that is expected. The default is <see cref="Step.None"/>.</summary>
    public Step NextAction { get; init; }

    /// <summary>When <see cref="NextAction"/> is expected. Null if this is not known.</summary>
    public DateTimeOffset? NextActionAt { get; init; }

    /// <summary>
    /// When the application should be observed again, if work on it is in progress. Null if the next sweep is soon
    /// enough.
    /// </summary>
    public DateTimeOffset? FollowUpAt { get; init; }
}
