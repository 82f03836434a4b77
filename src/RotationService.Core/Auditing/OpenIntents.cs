using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Auditing;

/// <summary>
/// Derives the outcome of an intent from an observation. It is for intents whose outcome was not recorded, because the
/// process died or the answer was lost.
/// </summary>
internal static class OpenIntents
{
    /// <summary>Returns the outcome of the intent. Returns null if the observation does not show it yet.</summary>
    public static StepOutcome? Judge(AuditRecord intent, Policy policy, Observation seen)
    {
        if (seen.Vaults.Any(vault => vault.Address == intent.Vault && vault.Failure is not null))
        {
            return null;
        }

        var old = seen.Now - intent.At >= PlanningContext.MinOrphanAge;
        var credential = seen.Application.Credentials.FirstOrDefault(credential =>
            !seen.Removed.ContainsKey(credential.KeyId)
            && (credential.KeyId == intent.KeyId
                || (intent.KeyId is null
                    && credential.Mark?.RotationId == intent.RotationId
                    && intent.RotationId is not null)));
        var versions = seen.Vaults
            .SelectMany(vault => vault.Versions.Select(version => (vault.Address, Version: version)));
        return intent.Step switch
        {
            Step.Issue when versions
                .Select(entry => entry.Version)
                .Concat(seen.Pending)
                .Any(version => version.Tags is { KeyId: not null } tags && tags.RotationId == intent.RotationId) =>
                StepOutcome.Done,
            Step.Issue when seen.Pending.Any(version =>
                version.Tags is { Stage: VersionStage.Refused } tags && tags.RotationId == intent.RotationId) =>
                StepOutcome.Failed,
            Step.Issue when !old => null,
            Step.Issue when credential is null => StepOutcome.Abandoned,

            // The value may be in the vault that the policy named at that time. Nothing reads that vault any more, so
            // the outcome stays unknown.
            Step.Issue => new PlanningContext(policy, seen).StageOf(credential) is Stage.Elsewhere
                ? StepOutcome.Ambiguous
                : null,
            Step.Promote or Step.CopyToVault or Step.Heal => versions.Any(entry =>
                entry.Address == intent.Vault
                && entry.Version.Tags?.KeyId == intent.KeyId
                && entry.Version.CreatedOn >= intent.At - Slack)
                    ? StepOutcome.Done
                    : StepOutcome.Abandoned,
            Step.Tidy => versions
                .Select(entry => entry.Version)
                .Concat(seen.Pending)
                .Any(version => version.Version == intent.Version && !version.Enabled)
                    ? StepOutcome.Done
                    : StepOutcome.Abandoned,
            _ => credential is null ? StepOutcome.Done : old ? StepOutcome.Abandoned : null,
        };
    }

    // The vault's timestamps are whole seconds, and the intent was dated by another clock than the vault's.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
}
