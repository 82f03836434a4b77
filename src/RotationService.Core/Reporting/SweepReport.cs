using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Reporting;

/// <summary>What a sweep found and did.</summary>
/// <param name="Applications">The reports of the applications, in the order of the policies.</param>
/// <param name="StartedAt">When the sweep started, by the time of the Azure services.</param>
/// <param name="FinishedAt">When the sweep finished, by the time of the Azure services.</param>
public sealed record SweepReport(
    IReadOnlyList<ApplicationReport> Applications,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt)
{
    /// <summary>
    /// Why the directory could not be listed. Then nothing else could be read either. Null if it was listed.
    /// </summary>
    public CallFailure? DirectoryFailure { get; init; }

    /// <summary>
    /// The parts of the tenants that could not be listed while others were. Empty if everything or nothing was listed.
    /// </summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>The conditions of policies that belong to no application, in the order of the policies.</summary>
    public IReadOnlyList<PolicyReport> Policies { get; init; } = [];

    /// <summary>
    /// The conditions of the service as a whole: the parts of the tenants that could not be listed, if no application's
    /// report mentions them.
    /// </summary>
    /// <remarks>Computed on each access.</remarks>
    public IReadOnlyList<ServiceReport> Service =>
    [
        .. Unlisted
            .Where(tenant => !Applications.Any(application =>
                application.Message.Contains(tenant.Failure.Message, StringComparison.Ordinal)))
            .Select(tenant => Failures.OfListing(tenant.Failure, tenant.Kind, tenant.TenantId))
            .Select(explained => new ServiceReport(
                explained.Reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed,
                explained.Reason,
                explained.Message)),
    ];

    /// <summary>
    /// Applications that have credentials with the service's mark and are no longer under a policy. The service leaves
    /// them unchanged.
    /// </summary>
    public IReadOnlyList<DirectoryApplication> Unmatched { get; init; } = [];
}
