using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Reporting;

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

    /// <summary>Conditions of policies and of no application under them, in the policies' order.</summary>
    public IReadOnlyList<PolicyReport> Policies { get; init; } = [];

    /// <summary>Conditions of the service as a whole: what of the tenants could not be listed, if no application's report has it.</summary>
    /// <remarks>Found anew each time.</remarks>
    public IReadOnlyList<ServiceReport> Service =>
    [
        .. Unlisted
            .Where(tenant => !Applications.Any(application => application.Message.Contains(tenant.Failure.Message, StringComparison.Ordinal)))
            .Select(tenant => Failures.OfListing(tenant.Failure, tenant.Kind, tenant.TenantId))
            .Select(told => new ServiceReport(told.Reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed, told.Reason, told.Message)),
    ];

    /// <summary>Applications that bear credentials of ours and are under no policy any more. They keep everything.</summary>
    public IReadOnlyList<DirectoryApplication> Unmatched { get; init; } = [];
}
