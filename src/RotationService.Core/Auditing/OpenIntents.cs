using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Auditing;

/// <summary>Tells from the world how an intent ended whose outcome nobody recorded: its process died, or its answer was lost.</summary>
internal static class OpenIntents
{
    /// <summary>How the intent ended; null if it cannot be told yet.</summary>
    public static StepOutcome? Judge(AuditRecord intent, Policy policy, Observation seen)
    {
        if (seen.Vaults.Any(vault => vault.Address == intent.Vault && vault.Failure is not null))
        {
            return null;
        }

        var old = seen.Now - intent.At >= PlanningContext.MinOrphanAge;
        var credential = seen.Application.Credentials.FirstOrDefault(credential => !seen.Removed.ContainsKey(credential.KeyId) && (
            credential.KeyId == intent.KeyId || (intent.KeyId is null && credential.Mark?.RotationId == intent.RotationId && intent.RotationId is not null)));
        var versions = seen.Vaults.SelectMany(vault => vault.Versions.Select(version => (vault.Address, Version: version)));
        return intent.Step switch
        {
            Step.Issue when versions.Select(entry => entry.Version).Concat(seen.Pending).Any(version => version.Tags is { KeyId: not null } tags && tags.RotationId == intent.RotationId) => StepOutcome.Done,
            Step.Issue when seen.Pending.Any(version => version.Tags is { Stage: VersionStage.Refused } tags && tags.RotationId == intent.RotationId) => StepOutcome.Failed,
            Step.Issue when !old => null,
            Step.Issue when credential is null => StepOutcome.Abandoned,

            // Its value may be where the policy pointed then: nobody looks there any more, so nobody will ever know.
            Step.Issue => new PlanningContext(policy, seen).StageOf(credential) is Stage.Elsewhere ? StepOutcome.Ambiguous : null,
            Step.Promote or Step.CopyToVault or Step.Heal => versions.Any(entry =>
                entry.Address == intent.Vault && entry.Version.Tags?.KeyId == intent.KeyId && entry.Version.CreatedOn >= intent.At - Slack)
                    ? StepOutcome.Done
                    : StepOutcome.Abandoned,
            Step.Tidy => versions.Select(entry => entry.Version).Concat(seen.Pending).Any(version => version.Version == intent.Version && !version.Enabled)
                ? StepOutcome.Done
                : StepOutcome.Abandoned,
            _ => credential is null ? StepOutcome.Done : old ? StepOutcome.Abandoned : null,
        };
    }

    // The vault's timestamps are whole seconds, and its clock is not the one that dated the intent.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);
}
