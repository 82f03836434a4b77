namespace RotationService.Simulation.Processes.Judging;

/// <summary>A credential as it truly is; removed ones stay listed.</summary>
internal sealed record TrueCredential(
    Guid KeyId,
    string? DisplayName,
    DateTimeOffset CreatedAt,
    DateTimeOffset EndDateTime,
    DateTimeOffset? RemovedAt,
    string? RemovedBy,
    string ValueSha256,
    LogInCount LogIns)
{
    private const string Mark = "rotation-service/";

    /// <summary>Whether the service made it: it says so in the display name, and nobody else writes that.</summary>
    public bool IsOurs => DisplayName?.StartsWith(Mark, StringComparison.Ordinal) == true;

    /// <summary>The rotation that made it, as its display name says; empty for others.</summary>
    public string RotationId => IsOurs ? DisplayName!.Split('/')[^1] : "";

    /// <summary>From when on it let nobody in: its removal or its end.</summary>
    public DateTimeOffset DeadAt => RemovedAt < EndDateTime ? RemovedAt.Value : EndDateTime;

    /// <summary>Whether it could let somebody in.</summary>
    public bool IsLive(DateTimeOffset at) => CreatedAt <= at && at < DeadAt;
}

/// <summary>The log-ins with a credential's value.</summary>
internal sealed record LogInCount(int Succeeded, int Failed, DateTimeOffset? FirstSucceededAt);
