using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Reconciliation;

/// <summary>What a sweep found and did.</summary>
/// <param name="Applications">One report per policy, in the file's order.</param>
/// <param name="StartedAt">When it began, in the services' time.</param>
/// <param name="FinishedAt">When it ended.</param>
public sealed record SweepReport(IReadOnlyList<ApplicationReport> Applications, DateTimeOffset StartedAt, DateTimeOffset FinishedAt)
{
    /// <summary>Why the directory could not be listed; null if it could. Then nothing else could be looked at either.</summary>
    public CallFailure? DirectoryFailure { get; init; }

    /// <summary>What of the tenants could not be listed, while the rest went on; empty if all could, or nothing.</summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>Applications that bear credentials of ours and are under no policy any more. They keep everything.</summary>
    public IReadOnlyList<DirectoryApplication> Unmatched { get; init; } = [];
}
