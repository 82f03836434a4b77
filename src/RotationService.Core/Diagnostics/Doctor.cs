using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;

namespace RotationService.Core.Diagnostics;

/// <summary>Checks everything that a rotation needs without rotating anything, and names what is missing.</summary>
/// <remarks>
/// The only thing that it changes is one secret with a reserved name in each vault, whose versions hold no secret
/// value. It tests the rights in a vault by doing what a rotation does there. It neither issues nor removes
/// credentials.
/// </remarks>
/// <param name="directory">The directory of the applications.</param>
/// <param name="vaults">The vaults.</param>
/// <param name="identifiers">The source of new identifiers.</param>
/// <param name="clock">The time of the Azure services.</param>
/// <param name="sweeper">Reports the state of each application. It is only used for a preview.</param>
public sealed class Doctor(
    IDirectory directory,
    IVaults vaults,
    IIdentifiers identifiers,
    ServiceClock clock,
    Sweeper sweeper)
{
    /// <summary>The name of the secret that is written to each vault.</summary>
    public const string ProbeName = "rotation-service-doctor";

    /// <summary>Checks everything that the policies need, or what the chosen applications need.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="choose">Selects the applications to check from all applications.</param>
    /// <param name="onFinding">Receives each finding as it is made.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    /// <returns>
    /// True if the directory could be read. False if the identity gets no token or no application can be listed.
    /// </returns>
    public async Task<bool> ExamineAsync(
        PolicySet policies,
        Func<IReadOnlyList<ApplicationReport>, IReadOnlyList<ApplicationReport>> choose,
        Action<Finding> onFinding,
        CancellationToken cancellationToken)
    {
        var tenants = new TenantChecks(directory, policies, onFinding);
        var identities = await tenants.IdentifyAsync(cancellationToken).ConfigureAwait(false);
        if (identities.Count == 0)
        {
            return false;
        }

        var preview = await sweeper.PreviewAsync(policies, cancellationToken).ConfigureAwait(false);
        foreach (var (tenant, identity) in identities)
        {
            tenants.ReportAccess(tenant, identity, preview);
        }

        if (preview.DirectoryFailure is not null)
        {
            return false;
        }

        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        onFinding(ClockFinding());

        // The vaults are in the identity's own tenant, where the identity has another service principal.
        var own = policies.Tenants.Count == 0
            ? identities[0].Identity
            : await tenants.DescribeOwnAsync(cancellationToken).ConfigureAwait(false);
        var reports = choose(preview.Applications);
        var vaultChecks = new VaultChecks(vaults, identifiers, clock);
        foreach (var vault in reports.SelectMany(report => report.Policy.Vaults).Distinct())
        {
            await vaultChecks.ExamineAsync(vault, own, onFinding, cancellationToken).ConfigureAwait(false);
        }

        await ExamineApplicationsAsync(policies, preview, reports, identities, onFinding, cancellationToken)
            .ConfigureAwait(false);
        ReportEntries(preview, reports, onFinding);
        return true;
    }

    private async Task ExamineApplicationsAsync(
        PolicySet policies,
        SweepReport preview,
        IReadOnlyList<ApplicationReport> reports,
        List<(Guid? Tenant, OwnIdentity Identity)> identities,
        Action<Finding> onFinding,
        CancellationToken cancellationToken)
    {
        var isTenantReported = preview.Unlisted.Any(one => one.Kind is DirectoryKind.Application);
        var applicationChecks = new ApplicationChecks(directory, vaults);
        foreach (var report in reports)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isTenantReported && !report.Observed && report.Application is null)
            {
                onFinding(new Finding(
                    report.Policy.Label,
                    Check.Application,
                    null,
                    "it may be in a tenant that could not be listed"));
                continue;
            }

            var identity = policies.Tenants.Count == 0
                ? identities[0].Identity
                : identities.Find(one => one.Tenant == report.Application?.TenantId).Identity;
            await applicationChecks.ExamineAsync(report, identity, onFinding, cancellationToken).ConfigureAwait(false);
        }
    }

    // The conditions of a policy itself are reported with any of its applications.
    private static void ReportEntries(
        SweepReport preview,
        IReadOnlyList<ApplicationReport> reports,
        Action<Finding> onFinding)
    {
        var isAll = reports.Count == preview.Applications.Count;
        foreach (var policy in preview.Policies.Where(policy =>
            isAll || reports.Any(report => report.Policy.Name == policy.Policy.Name)))
        {
            onFinding(new Finding(policy.Policy.Name, Check.Entries, !policy.NeedsHuman, policy.Message)
            {
                Remedy = policy.NeedsHuman
                    ? $"correct `except` or `overrides` in the policy {policy.Policy.Name}"
                    : null,
            });
        }
    }

    private Finding ClockFinding() => clock.Doubt is { } doubt
        ? new Finding("clock", Check.Clock, false, $"no two Azure services agree on the time: {doubt}")
        {
            Remedy = Remedies.CheckProxy
        }
        : clock.IsSkewed
        ? new Finding(
            "clock",
            Check.Clock,
            false,
            $"this machine's clock is {DurationText.Format(Whole(clock.Skew.Duration()))} "
                + $"{(clock.Skew > TimeSpan.Zero ? "ahead of" : "behind")} the time of the Azure services")
        {
            Remedy = Remedies.SetClock
        }
        : new Finding(
            "clock",
            Check.Clock,
            true,
            $"this machine's clock is within {DurationText.Format(ServiceClock.SkewLimit)} of the time of the Azure "
                + "services");

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));
}
