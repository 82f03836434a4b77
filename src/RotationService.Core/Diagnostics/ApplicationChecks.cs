using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Diagnostics;

/// <summary>Checks that a rotation of an application can succeed.</summary>
/// <param name="directory">The directory of the applications.</param>
/// <param name="vaults">The vaults.</param>
internal sealed class ApplicationChecks(IDirectory directory, IVaults vaults)
{
    /// <summary>Checks one application.</summary>
    /// <param name="report">The state of the application, from a preview.</param>
    /// <param name="identity">The identity in the tenant of the application. Null if it is unknown.</param>
    /// <param name="onFinding">Receives each finding as it is made.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public async Task ExamineAsync(
        ApplicationReport report,
        OwnIdentity? identity,
        Action<Finding> onFinding,
        CancellationToken cancellationToken)
    {
        var policy = report.Policy;
        var subject = policy.Label;
        if (report.Application is not { } application
            || report.Reason is Reason.ClaimedTwice or Reason.SecretNameShared or Reason.SecretNameRefused)
        {
            onFinding(new Finding(subject, Check.Application, false, report.Message));
            return;
        }

        onFinding(new Finding(
            subject,
            Check.Application,
            true,
            $"{application.DisplayName}, {(application.Kind is DirectoryKind.ServicePrincipal ? "service principal of " : "")}{application.AppId}"));
        var right = await directory.ReadRightAsync(application.Address, cancellationToken).ConfigureAwait(false);
        onFinding(Ownership(subject, right, application, identity));
        var restrictions = await directory
            .ReadRestrictionsAsync(application, policy.CredentialKind, cancellationToken)
            .ConfigureAwait(false);
        onFinding(PasswordPolicy(subject, restrictions, policy));
        onFinding(await DeletedNamesAsync(policy, subject, cancellationToken).ConfigureAwait(false));
        onFinding(Standing(subject, report));
    }

    private static Finding Ownership(
        string subject,
        Call<DirectoryRight> right,
        DirectoryApplication application,
        OwnIdentity? identity) => right switch
        {
            { Failure: { } failure } => new Finding(subject, Check.Ownership, null, failure.Message),
            { Value: DirectoryRight.Granted } =>
                new Finding(subject, Check.Ownership, true, "the identity can change it"),
            { Value: DirectoryRight.Unknown } =>
                new Finding(subject, Check.Ownership, null, "this cannot be verified in advance"),
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
        };

    private static Finding PasswordPolicy(
        string subject,
        Call<CredentialRestrictions> restrictions,
        Policy policy) => restrictions switch
        {
            { Failure: { } failure } => new Finding(
                subject,
                Check.PasswordPolicy,
                null,
                $"the tenant's app management policies cannot be read: {failure.Message} A rotation does not need to "
                    + "read them. To check them, grant the identity Policy.Read.All."),
            { Value.AdditionForbidden: true } => new Finding(
                subject,
                Check.PasswordPolicy,
                false,
                Failures.AdditionForbidden(policy.CredentialKind).Message)
            {
                Remedy =
                    "exempt the application from the tenant's app management policy, or remove it from the rotation "
                        + "policies"
            },
            { Value.MaxLifetime: { } most } when policy.Lifetime > most => new Finding(
                subject,
                Check.PasswordPolicy,
                false,
                $"the lifetime {DurationText.Format(policy.Lifetime)} is longer than {DurationText.Format(most)}, "
                    + "the most that the tenant's app management policy allows")
            {
                Remedy = Remedies.Shorten(policy, most)
            },
            _ => new Finding(
                subject,
                Check.PasswordPolicy,
                true,
                $"the lifetime {DurationText.Format(policy.Lifetime)} is allowed"),
        };

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
                    $"a soft-deleted secret uses the name '{name}' in {address.Host}")
                {
                    Remedy = Remedies.Recover(address, name)
                };
            }

            unseen ??= deleted.Failure;
        }

        return unseen is null
            ? new Finding(
                subject,
                Check.DeletedNames,
                true,
                $"the names '{policy.Secret}' and '{policy.PendingSecret}' are available")
            : new Finding(subject, Check.DeletedNames, null, $"the deleted secrets cannot be read: {unseen.Message}");
    }

    private static Finding Standing(string subject, ApplicationReport report)
    {
        // The checks above have already reported these reasons.
        var isReportedElsewhere = report.Reason is Reason.NotOwner
            or Reason.PermissionMissing
            or Reason.PasswordsForbidden
            or Reason.LifetimeForbidden
            or Reason.NameSoftDeleted
            or Reason.ClockSkew
            or Reason.VaultForbidden
            or Reason.VaultUnreachable;
        return report is { Condition: Condition.NeedsAttention or Condition.Failed } && !isReportedElsewhere
            ? new Finding(subject, Check.Standing, report.NeedsHuman ? false : null, report.Message)
            : new Finding(
                subject,
                Check.Standing,
                true,
                isReportedElsewhere ? "no other problem was found" : report.Reason.ToString());
    }
}
