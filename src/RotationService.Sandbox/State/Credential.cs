namespace RotationService.Sandbox.State;

/// <summary>A password credential with what only the sandbox knows about it: its value and when it works.</summary>
internal sealed class Credential
{
    public required Guid KeyId { get; init; }

    public string? DisplayName { get; init; }

    public required DateTimeOffset StartDateTime { get; init; }

    public required DateTimeOffset EndDateTime { get; init; }

    /// <summary>
    /// Whether Graph chose the start. Graph then returns it with seven fractional digits (documented sample).
    /// </summary>
    public bool StartDefaulted { get; init; }

    /// <summary>Whether Graph chose the end.</summary>
    public bool EndDefaulted { get; init; }

    public required string SecretText { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the token service starts to accept the credential reliably.</summary>
    public required DateTimeOffset UsableAt { get; init; }

    public DateTimeOffset? RemovedAt { get; set; }

    /// <summary>
    /// The client ID of the application that removed the credential through Graph, or <c>hand</c>. Null if it is not
    /// removed.
    /// </summary>
    public string? RemovedBy { get; set; }

    /// <summary>
    /// The number of log-ins with this value that got a token. A count alone causes no write. It is stored with the
    /// next write.
    /// </summary>
    public int LogInsSucceeded { get; set; }

    /// <summary>
    /// When a log-in with this value first got a token. Null if none has. Unlike the counts, it is stored at once.
    /// </summary>
    public DateTimeOffset? FirstLogInAt { get; set; }

    /// <summary>
    /// The number of log-ins with this value that were refused for any reason. Stored like
    /// <see cref="LogInsSucceeded"/>.
    /// </summary>
    public int LogInsFailed { get; set; }

    /// <summary>
    /// When a log-in last showed that this value is correct: it got a token, or was blocked only by Conditional Access.
    /// Stored like <see cref="LogInsSucceeded"/>.
    /// </summary>
    public DateTimeOffset? LoggedInAt { get; set; }

    internal bool IsThere(DateTimeOffset asOf) => CreatedAt <= asOf && !(RemovedAt <= asOf);
}
