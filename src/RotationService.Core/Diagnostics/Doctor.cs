using RotationService.Core.Credentials;
using RotationService.Core.Planning;
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
    /// <param name="told">Receives each finding as it is made.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    /// <returns>
    /// True if the directory could be read. False if the identity gets no token or no application can be listed.
    /// </returns>
    public async Task<bool> ExamineAsync(
        PolicySet policies,
        Func<IReadOnlyList<ApplicationReport>, IReadOnlyList<ApplicationReport>> choose,
        Action<Finding> told,
        CancellationToken cancellationToken)
    {
        var identities = await IdentifyAsync(policies, told, cancellationToken).ConfigureAwait(false);
        if (identities.Count == 0)
        {
            return false;
        }

        var looked = await sweeper.PreviewAsync(policies, cancellationToken).ConfigureAwait(false);
        foreach (var (tenant, identity) in identities)
        {
            var unlisted = looked.Unlisted
                .FirstOrDefault(one => one.TenantId == tenant && one.Kind is DirectoryKind.Application)?.Failure
                ?? looked.DirectoryFailure;
            told(unlisted is { } failure
                ? new Finding(Who(policies, tenant), Check.Listing, false, failure.Message)
                {
                    Remedy = failure.Kind is CallFailureKind.Forbidden ? Remedies.Grant(identity) : null
                }
                : new Finding(Who(policies, tenant), Check.Listing, true, "the applications can be listed"));
            if (unlisted is null)
            {
                told(Permission(Who(policies, tenant), identity));
            }
        }

        if (looked.DirectoryFailure is not null)
        {
            return false;
        }

        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        told(clock.Doubt is { } doubt
            ? new Finding("clock", Check.Clock, false, $"no two services agree on the time: {doubt}")
            {
                Remedy = Remedies.CheckProxy
            }
            : clock.IsSkewed
            ? new Finding(
                "clock",
                Check.Clock,
                false,
                $"this machine's clock is {DurationText.Format(Whole(clock.Skew.Duration()))} {(clock.Skew > TimeSpan.Zero ? "ahead" : "behind")}")
            {
                Remedy = Remedies.SetClock
            }
            : new Finding(
                "clock",
                Check.Clock,
                true,
                $"within {DurationText.Format(ServiceClock.SkewLimit)} of the services'"));

        // The vaults are in the identity's own tenant, where the identity has another service principal.
        var own = policies.Tenants.Count == 0
            ? identities[0].Identity
            : await DescribeOwnAsync(cancellationToken).ConfigureAwait(false);
        var reports = choose(looked.Applications);
        foreach (var vault in reports.SelectMany(report => report.Policy.Vaults).Distinct())
        {
            await ProbeAsync(vault, own, told, cancellationToken).ConfigureAwait(false);
        }

        var isToldOfTenants = looked.Unlisted.Any(one => one.Kind is DirectoryKind.Application);
        foreach (var report in reports)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isToldOfTenants && !report.Observed && report.Application is null)
            {
                told(new Finding(
                    report.Policy.Label,
                    Check.Application,
                    null,
                    "it may be in a tenant that could not be listed"));
                continue;
            }

            var identity = policies.Tenants.Count == 0
                ? identities[0].Identity
                : identities.Find(one => one.Tenant == report.Application?.TenantId).Identity;
            await ExamineAsync(report, identity, told, cancellationToken).ConfigureAwait(false);
        }

        // The conditions of a policy itself are reported with any of its applications.
        var isAll = reports.Count == looked.Applications.Count;
        foreach (var policy in looked.Policies.Where(policy =>
            isAll || reports.Any(report => report.Policy.Name == policy.Policy.Name)))
        {
            told(new Finding(policy.Policy.Name, Check.Entries, !policy.NeedsHuman, policy.Message)
            {
                Remedy = policy.NeedsHuman
                    ? $"correct `except` or `overrides` in the policy {policy.Policy.Name}"
                    : null,
            });
        }

        return true;
    }

    // Returns the identity in each tenant. Tenants that give it no token are reported as findings and left out.
    private async Task<List<(Guid? Tenant, OwnIdentity Identity)>> IdentifyAsync(
        PolicySet policies,
        Action<Finding> told,
        CancellationToken cancellationToken)
    {
        List<(Guid?, OwnIdentity)> identities = [];
        foreach (var tenant in policies.Covered)
        {
            var described = await directory.DescribeIdentityAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (described.Failure is { } none)
            {
                told(new Finding(Who(policies, tenant), Check.Token, false, none.Message)
                {
                    Remedy = policies.Tenants.Count == 0
                        ? "az login   # or give the service an identity: see docs/getting-started.md"
                        : $"az ad sp create --id CLIENT-ID-OF-THE-IDENTITY   # by an administrator signed in to {tenant}: it is consent there",
                });
                continue;
            }

            identities.Add((tenant, described.Value));
            told(new Finding(
                Who(policies, tenant),
                Check.Token,
                true,
                described.Value.ObjectId is { } objectId ? $"object id {objectId}" : "its token is opaque"));
        }

        return identities;
    }

    private async Task<OwnIdentity?> DescribeOwnAsync(CancellationToken cancellationToken)
    {
        var described = await directory.DescribeIdentityAsync(tenantId: null, cancellationToken).ConfigureAwait(false);
        return described.Failure is null ? described.Value : null;
    }

    private static string Who(PolicySet policies, Guid? tenant) =>
        policies.Tenants.Count == 0 ? "identity" : $"identity in {tenant}";

    private static Finding Permission(string who, OwnIdentity identity) => identity switch
    {
        { IsPerson: true } =>
            new Finding(who, Check.Permission, null, "it is a person, whose roles its token does not list"),
        { Permission: { } permission } => new Finding(who, Check.Permission, true, permission),
        { ObjectId: null } => new Finding(who, Check.Permission, null, "its token is opaque"),
        _ => new Finding(
            who,
            Check.Permission,
            false,
            "its token carries no permission to change applications (one that was granted lately takes a new token: up to an hour)")
        {
            Remedy = Remedies.Grant(identity)
        },
    };

    // Does what a rotation does in a vault, in the same order.
    private async Task ProbeAsync(
        Uri address,
        OwnIdentity? identity,
        Action<Finding> told,
        CancellationToken cancellationToken)
    {
        var vault = vaults.At(address);
        var tags = new VersionTags(identifiers.NewRotation(clock.Now), Guid.Empty, VersionStage.Intent)
        {
            Policy = "doctor"
        };
        var written = await vault
            .WriteAsync(
                ProbeName,
                new NewSecret(Value: null, Enabled: true, ExpiresOn: null, tags),
                identifiers.NewCall(),
                cancellationToken)
            .ConfigureAwait(false);
        told(Found(Check.VaultWrite, written.Failure, "writing"));
        if (written.Failure is not null)
        {
            return;
        }

        var version = written.Value.Version.Version;
        var read = await vault.ReadVersionAsync(ProbeName, version, cancellationToken).ConfigureAwait(false);
        told(Found(Check.VaultRead, read.Failure, "reading"));
        var disabled = await vault
            .UpdateAsync(
                ProbeName,
                version,
                enabled: false,
                tags with { Stage = VersionStage.Closed },
                identifiers.NewCall(),
                cancellationToken)
            .ConfigureAwait(false);
        told(Found(Check.VaultDisable, disabled.Failure, "disabling a version"));

        Finding Found(Check check, CallFailure? failure, string what) => failure is null
            ? new Finding(address.Host, check, true, $"{what} works")
            : new Finding(address.Host, check, false, Failures.OfVault(failure, address, what).Message)
            {
                Remedy = Remedies.OfVault(failure, address, identity)
            };
    }

    private async Task ExamineAsync(
        ApplicationReport report,
        OwnIdentity? identity,
        Action<Finding> told,
        CancellationToken cancellationToken)
    {
        var policy = report.Policy;
        var subject = policy.Label;
        if (report.Application is not { } application
            || report.Reason is Reason.ClaimedTwice or Reason.SecretNameShared or Reason.SecretNameRefused)
        {
            told(new Finding(subject, Check.Application, false, report.Message));
            return;
        }

        told(new Finding(
            subject,
            Check.Application,
            true,
            $"{application.DisplayName}, {(application.Kind is DirectoryKind.ServicePrincipal ? "service principal of " : "")}{application.AppId}"));
        var right = await directory.ReadRightAsync(application.Address, cancellationToken).ConfigureAwait(false);
        told(right switch
        {
            { Failure: { } failure } => new Finding(subject, Check.Ownership, null, failure.Message),
            { Value: DirectoryRight.Granted } =>
                new Finding(subject, Check.Ownership, true, "the identity may change it"),
            { Value: DirectoryRight.Unknown } => new Finding(subject, Check.Ownership, null, "only trying it can tell"),
            { Value: DirectoryRight.PermissionMissing } => new Finding(
                subject,
                Check.Ownership,
                false,
                Failures.OfRight(right.Value, application).Message)
            {
                Remedy = Remedies.Grant(identity)
            },
            _ => new Finding(subject, Check.Ownership, false, "the identity does not own it")
            {
                Remedy = Failures.OwnerCommand(application, identity?.ObjectId)
            },
        });

        var restrictions = await directory
            .ReadPasswordRestrictionsAsync(application, cancellationToken)
            .ConfigureAwait(false);
        told(restrictions switch
        {
            { Failure: { } failure } => new Finding(
                subject,
                Check.PasswordPolicy,
                null,
                $"the tenant's app-management policies cannot be read: {failure.Message} (Policy.Read.All would allow it; a rotation does without)"),
            { Value.AdditionForbidden: true } => new Finding(
                subject,
                Check.PasswordPolicy,
                false,
                Failures.PasswordsForbidden)
            {
                Remedy =
                    "exempt the application in the tenant's app-management policy, or take it out of the policy file"
            },
            { Value.MaxLifetime: { } most } when policy.Lifetime > most => new Finding(
                subject,
                Check.PasswordPolicy,
                false,
                $"a lifetime of {DurationText.Format(policy.Lifetime)} is more than the {DurationText.Format(most)} that the tenant's app-management policy allows")
            {
                Remedy = Remedies.Shorten(policy, most)
            },
            _ => new Finding(
                subject,
                Check.PasswordPolicy,
                true,
                $"a lifetime of {DurationText.Format(policy.Lifetime)} is allowed"),
        });

        told(await DeletedNamesAsync(policy, subject, cancellationToken).ConfigureAwait(false));

        // The checks above have already reported these reasons.
        var isSaid = report.Reason is Reason.NotOwner
            or Reason.PermissionMissing
            or Reason.PasswordsForbidden
            or Reason.LifetimeForbidden
            or Reason.NameSoftDeleted
            or Reason.ClockSkew
            or Reason.VaultForbidden
            or Reason.VaultUnreachable;
        told(report is { Condition: Condition.NeedsAttention or Condition.Failed } && !isSaid
            ? new Finding(subject, Check.Standing, report.NeedsHuman ? false : null, report.Message)
            : new Finding(
                subject,
                Check.Standing,
                true,
                isSaid ? "nothing else stands in the way" : report.Reason.ToString()));
    }

    private async Task<Finding> DeletedNamesAsync(Policy policy, string subject, CancellationToken cancellationToken)
    {
        CallFailure? unseen = null;
        foreach (var (address, name) in policy.Vaults
            .Select(vault => (vault, policy.Secret))
            .Prepend((policy.Vaults[0], policy.PendingSecret)))
        {
            var deleted = await vaults.At(address).IsSoftDeletedAsync(name, cancellationToken).ConfigureAwait(false);
            if (deleted.Failure is null && deleted.Value)
            {
                return new Finding(
                    subject,
                    Check.DeletedNames,
                    false,
                    $"'{name}' in {address.Host} is taken by a soft-deleted secret")
                {
                    Remedy = Remedies.Recover(address, name)
                };
            }

            unseen ??= deleted.Failure;
        }

        return unseen is null
            ? new Finding(subject, Check.DeletedNames, true, $"'{policy.Secret}' and '{policy.PendingSecret}' are free")
            : new Finding(subject, Check.DeletedNames, null, $"the deleted secrets cannot be seen: {unseen.Message}");
    }

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Round(span.TotalSeconds));
}
