using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Rotation;

/// <content>The last step of issuing: the value is stored, or the credential is given up.</content>
internal sealed partial class Issuer
{
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    // From here until the vault acknowledges the write, the value exists only in this process, so nothing cancels the
    // work. The result has neither a version nor a failure if the value is stored and only another observation can show
    // in which version.
    private async Task<(SecretVersion?, StepFailure?)> StoreAsync(
        IssuedCredential issued,
        Attempt attempt)
    {
        var credential = issued.New.Credential;
        var tags = issued.Intent.Tags with { KeyId = credential.KeyId, Stage = VersionStage.Pending };
        var vault = vaults.At(attempt.Vault);
        CallFailure? failure = null;
        var mayBeInFlight = false;
        for (var tries = 0; clock.Since(issued.SentAt) is { } elapsed && elapsed < StoreTimeout; tries++)
        {
            if (tries > 0)
            {
                var backoff = TimeSpan.FromSeconds(1 << Math.Min(tries - 1, 10));
                var wait = failure?.RetryAfter ?? (backoff < LongestBackoff ? backoff : LongestBackoff);
                var left = StoreTimeout - elapsed;
                await Task.Delay(wait < left ? wait : left, clock.Time, CancellationToken.None).ConfigureAwait(false);
                if (clock.Since(issued.SentAt) is not { } waited || waited >= StoreTimeout)
                {
                    break;
                }
            }

            var written = await vault
                .WriteAsync(
                    attempt.Secret,
                    new NewSecret(issued.New.SecretText, Enabled: true, credential.EndDateTime, tags),
                    identifiers.NewCall(),
                    CancellationToken.None)
                .ConfigureAwait(false);
            failure = written.Failure;
            mayBeInFlight |= failure?.Kind is CallFailureKind.Ambiguous;
            if (failure is null)
            {
                attempt.Effects.Count(failure: null);
                issued.Intent.Effect.Succeed(written.RequestId, credential.KeyId, written.Value.Version.Version);
                return (written.Value.Version, null);
            }
        }

        // The attempts count as one change. A single vault that does not answer must not stop all other applications.
        attempt.Effects.CountChange(isInDoubt: mayBeInFlight);
        return (
            null,
            await AbandonAsync(issued, attempt, failure, mayBeInFlight).ConfigureAwait(false));
    }

    // The value is never stored from here on. The credential is removed at once if no write can still arrive and the
    // vault shows the value in no version.
    private async Task<StepFailure?> AbandonAsync(
        IssuedCredential issued,
        Attempt attempt,
        CallFailure? failure,
        bool mayBeInFlight)
    {
        var keyId = issued.New.Credential.KeyId;
        var versions = await vaults.At(attempt.Vault)
            .ListVersionsAsync(attempt.Secret, CancellationToken.None)
            .ConfigureAwait(false);
        if (versions.Failure is null && versions.Value.Any(version => version.Tags?.KeyId == keyId))
        {
            issued.Intent.Effect.Succeed(
                keyId: keyId,
                message: "The value was stored, but the vault's response was lost.");
            return null;
        }

        var (reason, message) = failure is null
            ? (
                Reason.StaleCheck,
                $"The process was paused for longer than {DurationText.Format(StoreTimeout)} after "
                    + $"{attempt.Policy.CredentialKind.AddAction()} was sent.")
            : Failures.OfVault(failure, attempt.Vault, $"storing the new value in '{attempt.Secret}'");
        if (versions.Failure is null && !mayBeInFlight)
        {
            var removed = await directory
                .RemoveCredentialAsync(
                    attempt.Seen.Application,
                    issued.New.Credential.Kind,
                    keyId,
                    identifiers.NewCall(),
                    CancellationToken.None)
                .ConfigureAwait(false);
            attempt.Effects.Count(removed.Failure);
            if (removed is { Failure: null, Value: RemovalAnswer.Removed })
            {
                await TagAsync(attempt, issued.Intent, VersionStage.Removing).ConfigureAwait(false);
                issued.Intent.Effect.Abandon(reason, message, removed.RequestId, keyId);
                return new StepFailure(
                    attempt.Act.Target,
                    reason,
                    $"{message} The new credential was removed again. Programs keep the old value.");
            }
        }

        return new StepFailure(
            attempt.Act.Target,
            reason.NeedsHuman() ? reason : Reason.PossibleOrphan,
            $"{message} The new credential could not be removed yet. It is removed later, as an orphan.")
        {
            RetryAt = clock.Now + PlanningContext.MinOrphanAge
        };
    }
}
