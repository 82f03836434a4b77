using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Removes credentials: it writes to the vaults first, reads again, and only then removes.</summary>
/// <remarks>
/// A vault that has failed over is a stale copy that accepts no writes. Without the write, its stale content could cost
/// consumers a secret that they use.
/// </remarks>
internal sealed class Remover(IDirectory directory, IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    private static readonly TimeSpan SurelyVisible = TimeSpan.FromDays(1);

    /// <summary>Removes one credential.</summary>
    public async Task<StepResult> RemoveAsync(
        RemoveAct act,
        Observation seen,
        PassContext pass,
        Effects effects,
        CancellationToken cancellationToken)
    {
        var (policy, cached) = (pass.Policy, pass.Cached);
        var writes = new List<VaultWrite>();
        if (effects.Begin(act, act.Tags[0].Tags.RotationId, policy.Vaults[0], policy.Secret) is not { } effect)
        {
            return Ended(StepOutcome.Failed, Effects.NotRecorded(act));
        }

        var readAt = clock.Mark();
        if ((await WriteAsync(act, writes, effects, cancellationToken).ConfigureAwait(false)
            ?? await LookAgainAsync(act, policy, seen, cancellationToken).ConfigureAwait(false)) is { } stepFailure)
        {
            return Ended(StepOutcome.Failed, effect.Fail(stepFailure.Reason, stepFailure.Message));
        }

        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        if (clock.IsInDoubt
            || clock.IsSkewed
            || !Evidence.IsFresh(clock, readAt)
            || (act.SuccessorLogIn is { } logIn && !Evidence.IsFresh(clock, logIn.Moment)))
        {
            return Ended(
                StepOutcome.Skipped,
                effect.Skip(
                    Reason.StaleCheck,
                    "The checks before the removal became too old before the request could be sent. Nothing was "
                        + "removed."));
        }

        var (ended, why) = await SendAsync(act, seen, cached, effect, effects, cancellationToken).ConfigureAwait(false);
        return Ended(ended, why);

        StepResult Ended(StepOutcome outcome, StepFailure? stepFailure) => new(
            [(
                new StepRecord(act.Step, act.KeyId, outcome, stepFailure?.Reason ?? act.Reason, clock.Now),
                stepFailure?.Message ?? $"removed credential {act.KeyId}")],
            stepFailure)
        {
            Writes = writes,
        };
    }

    private async Task<(StepOutcome Outcome, StepFailure? Failure)> SendAsync(
        RemoveAct act,
        Observation seen,
        CachedApplication cached,
        RecordedEffect effect,
        Effects effects,
        CancellationToken cancellationToken)
    {
        var answer = await directory
            .RemoveCredentialAsync(
                seen.Application,
                act.Credential.Kind,
                act.Credential.KeyId,
                effect.IntentId,
                cancellationToken)
            .ConfigureAwait(false);
        if (answer.Failure is { } failure)
        {
            return (
                failure.Kind is CallFailureKind.Ambiguous ? StepOutcome.Ambiguous : StepOutcome.Failed,
                effect.End(
                    failure,
                    failure.RequestId,
                    failed => Failures.OfGraph(
                        failed,
                        seen.Application,
                        $"calling {act.Credential.Kind.RemoveAction()}")));
        }

        effects.Count(failure: null);
        if (answer.Value is RemovalAnswer.NotFound && clock.Now - act.Credential.StartDateTime < SurelyVisible)
        {
            // A young credential may be unknown only to the replica that answered. The intent stays open until reads
            // show the outcome.
            return (
                StepOutcome.Ambiguous,
                new StepFailure(
                    act.Target,
                    Reason.StaleCheck,
                    $"Microsoft Graph lists credential {act.KeyId}, but answers that it does not exist, because its "
                        + "answers are not of the same age. The next sweep checks again."));
        }

        cached.Removed = cached.Removed.SetItem(act.Credential.KeyId, clock.Now);
        effect.Succeed(answer.RequestId);
        return (StepOutcome.Done, null);
    }

    private async Task<StepFailure?> WriteAsync(
        RemoveAct act,
        List<VaultWrite> writes,
        Effects effects,
        CancellationToken cancellationToken)
    {
        foreach (var (version, tags) in act.Tags)
        {
            var written = await vaults.At(version.Vault)
                .UpdateAsync(
                    version.Secret,
                    version.Version,
                    enabled: null,
                    tags,
                    identifiers.NewCall(),
                    cancellationToken)
                .ConfigureAwait(false);
            effects.Count(written.Failure);
            if (written.Failure is { } failure)
            {
                var (reason, message) = Failures.OfVault(
                    failure,
                    version.Vault,
                    $"tagging a version of '{version.Secret}'");
                return new StepFailure(act.Target, reason, $"{message} Nothing was removed.");
            }

            writes.Add(new VaultWrite(version.Vault, version.Secret, written.Value, Fingerprint: null));
        }

        return null;
    }

    private async Task<StepFailure?> LookAgainAsync(
        RemoveAct act,
        Policy policy,
        Observation seen,
        CancellationToken cancellationToken)
    {
        foreach (var target in act.Successors)
        {
            var newest = await vaults.At(target.Vault).ReadNewestAsync(policy.Secret, cancellationToken)
                .ConfigureAwait(false);
            if (newest.Failure is not null || newest.Value.Version?.Version != target.Newest)
            {
                return Stale(act);
            }
        }

        if (!act.MustBeNowhere)
        {
            return null;
        }

        var fresh = new List<VaultObservation>();
        foreach (var vault in seen.Vaults)
        {
            var versions = await vaults.At(vault.Address).ListVersionsAsync(policy.Secret, cancellationToken)
                .ConfigureAwait(false);
            if (versions.Failure is not null)
            {
                return Stale(act);
            }

            fresh.Add(vault with { Versions = [.. versions.Value.OrderBy(version => version.CreatedOn)] });
        }

        var pending = await vaults.At(policy.Vaults[0])
            .ListVersionsAsync(policy.PendingSecret, cancellationToken)
            .ConfigureAwait(false);
        if (pending.Failure is not null)
        {
            return Stale(act);
        }

        // A version that has appeared since the observation is not read, so it may hold the value.
        var again = new PlanningContext(policy, seen with { Vaults = fresh, Pending = pending.Value });
        return (act.Step is Step.RemoveOrphan ? again.IsOrphan(act.Credential) : again.IsSurplus(act.Credential))
            ? null
            : Stale(act);
    }

    private static StepFailure Stale(RemoveAct act) =>
        new(
            act.Target,
            Reason.StaleCheck,
            "The vault had changed, or could not be read, when it was checked again. Nothing was removed.");
}
