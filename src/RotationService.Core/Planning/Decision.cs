namespace RotationService.Core.Planning;

/// <summary>What the planner decided: to look closer at one thing, to do one thing, or that there is nothing to do now.</summary>
public abstract record Decision
{
    private protected Decision()
    {
    }
}

/// <summary>Log in with a version's value, and plan again knowing how it ended.</summary>
/// <param name="Version">The version.</param>
/// <param name="Step">What the log-in is for: <see cref="Step.Verify"/> of a pending value, or the step that rests on it.</param>
/// <param name="KeyId">The credential, if the version says.</param>
public sealed record TryLogIn(VersionAddress Version, Step Step, Guid? KeyId) : Decision;

/// <summary>Read a version's value, and plan again knowing how it begins.</summary>
/// <param name="Version">The version.</param>
public sealed record ReadVersion(VersionAddress Version) : Decision;

/// <summary>Look another application up in the directory, and plan again knowing whether it has the credential that a version's tags name.</summary>
/// <param name="AppId">Its client id.</param>
public sealed record LookUpHolder(Guid AppId) : Decision;

/// <summary>Look for what stands in the way of a rotation, and plan again knowing it.</summary>
public sealed record MakePreflight : Decision;

/// <summary>Do one step, look again, and plan again.</summary>
/// <param name="Act">The step.</param>
public sealed record Do(Act Act) : Decision;

/// <summary>There is nothing to do now.</summary>
/// <param name="Condition">How the application stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">For people.</param>
public sealed record Settled(Condition Condition, Reason Reason, string Message) : Decision
{
    /// <summary>The next step foreseen.</summary>
    public Step NextAction { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? NextActionAt { get; init; }

    /// <summary>When the application wants to be looked at again, if work on it is under way.</summary>
    public DateTimeOffset? FollowUpAt { get; init; }
}
