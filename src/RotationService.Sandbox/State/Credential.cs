namespace RotationService.Sandbox.State;

/// <summary>A password credential, with what only the sandbox knows about it: its value, and when it works.</summary>
internal sealed class Credential
{
    public required Guid KeyId { get; init; }

    public string? DisplayName { get; init; }

    public required DateTimeOffset StartDateTime { get; init; }

    public required DateTimeOffset EndDateTime { get; init; }

    /// <summary>Whether Graph chose the start: it then shows seven fractional digits (documented sample).</summary>
    public bool StartDefaulted { get; init; }

    /// <summary>Whether Graph chose the end.</summary>
    public bool EndDefaulted { get; init; }

    public required string SecretText { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on the token service accepts it without fail.</summary>
    public required DateTimeOffset UsableAt { get; init; }

    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>The appId of who removed it through Graph, or <c>hand</c>.</summary>
    public string? RemovedBy { get; set; }

    /// <summary>Log-ins with this value that got a token. Kept with the next write only: a count is no write that anybody waits for.</summary>
    public int LogInsSucceeded { get; set; }

    /// <summary>When a log-in with this value first got a token; null while none has. Unlike the counts it is kept at once.</summary>
    public DateTimeOffset? FirstLogInAt { get; set; }

    /// <summary>Log-ins with this value that were refused, whatever for.</summary>
    public int LogInsFailed { get; set; }

    /// <summary>When a log-in showed last that this value is right: it got a token, or was blocked by Conditional Access only. Kept likewise.</summary>
    public DateTimeOffset? LoggedInAt { get; set; }

    internal bool IsThere(DateTimeOffset asOf) => CreatedAt <= asOf && !(RemovedAt <= asOf);
}
