using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>
/// Records the intent, issues a credential and stores its value, always in this order. Each step requires an object
/// that only the step before it can make.
/// </summary>
internal sealed class Issuer(IDirectory directory, IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    /// <summary>
    /// How long, counted from sending addPassword, the value is held and its write repeated: five minutes. After that
    /// it is never stored, so another process can treat the credential as an orphan at twice that age.
    /// </summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(5);

    // A version whose rotation is dated later than now cannot be reused, because its own date would be taken for that
    // of the attempt.
    private static readonly TimeSpan AlmostNothing = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    /// <summary>An intent that is in the audit log and in the vault.</summary>
    private sealed record RecordedIntent(RecordedEffect Effect, SecretVersion Version, VersionTags Tags);

    /// <summary>A credential whose value only this process holds.</summary>
    private sealed record IssuedCredential(RecordedIntent Intent, NewCredential New, Moment SentAt);

    /// <summary>Carries out all three steps.</summary>
    public async Task<StepResult> IssueAsync(
        IssueAct act,
        Observation seen,
        PassContext pass,
        Effects effects,
        CancellationToken cancellationToken)
    {
        var (policy, cached) = (pass.Policy, pass.Cached);
        var steps = new List<(StepRecord, string)>();
        var (intent, stepFailure) = await RecordAsync(act, policy, seen, effects, cached, cancellationToken)
            .ConfigureAwait(false);
        if (intent is null)
        {
            return Ended(Step.Preflight, StepOutcome.Failed, stepFailure!);
        }

        (var issued, stepFailure) = await AddPasswordAsync(
            intent,
            act,
            policy,
            seen,
            effects,
            cached,
            cancellationToken).ConfigureAwait(false);
        if (issued is null)
        {
            return Ended(
                Step.Issue,
                stepFailure!.Reason is Reason.PossibleOrphan ? StepOutcome.Ambiguous : StepOutcome.Failed,
                stepFailure);
        }

        var keyId = issued.New.Credential.KeyId;
        if (cached.Request is not null)
        {
            cached.RequestedRotation = intent.Tags.RotationId;
        }

        steps.Add((
            new StepRecord(Step.Issue, keyId, StepOutcome.Done, act.Reason, clock.Now),
            $"issued credential {keyId}, which ends {Text.Of(issued.New.Credential.EndDateTime)}"));
        (var stored, stepFailure) = await StoreAsync(issued, act, policy, seen, effects).ConfigureAwait(false);
        if (stepFailure is not null)
        {
            return Ended(
                Step.Store,
                stepFailure.Reason is Reason.PossibleOrphan ? StepOutcome.Ambiguous : StepOutcome.Abandoned,
                stepFailure,
                keyId);
        }

        steps.Add((
            new StepRecord(Step.Store, keyId, StepOutcome.Done, act.Reason, clock.Now),
            $"stored its value in '{policy.PendingSecret}' of {policy.Vaults[0].Host}"));
        return new StepResult(steps, Failure: null)
        {
            Writes = stored is null
                ? null
                : [Acknowledged(intent.Version), Acknowledged(stored, issued.New.SecretText.Fingerprint())],
            Issued = issued.New.Credential,
        };

        VaultWrite Acknowledged(SecretVersion version, SecretFingerprint? fingerprint = null) =>
            new(policy.Vaults[0], policy.PendingSecret, version, fingerprint);

        StepResult Ended(Step step, StepOutcome outcome, StepFailure why, Guid? keyId = null)
        {
            steps.Add((new StepRecord(step, keyId, outcome, why.Reason, clock.Now), why.Message));
            return new StepResult(steps, why);
        }
    }

    private async Task<(RecordedIntent?, StepFailure?)> RecordAsync(
        IssueAct act,
        Policy policy,
        Observation seen,
        Effects effects,
        CachedApplication cached,
        CancellationToken cancellationToken)
    {
        // The rotation must be later than every confirmed publication, or its credential would count as overtaken.
        // Versions that others wrote do not affect the order.
        var (now, latest) = (clock.Now, new PlanningContext(policy, seen).NewestRotationAt ?? DateTimeOffset.MinValue);
        var rotationAt = now > latest ? now : latest.AddMilliseconds(1);
        if (rotationAt > now + Attributions.LongestAhead)
        {
            return (null, new StepFailure(
                act.Target,
                Reason.ClockSkew,
                $"The last rotation is dated {Text.Of(latest)}, a day ahead of the services' time; nothing is issued until that has passed. Check the clocks of this machine and of the network in between."));
        }

        var rotationId = identifiers.NewRotation(rotationAt);
        var tags = new VersionTags(rotationId, seen.Application.AppId, VersionStage.Intent)
        {
            Policy = policy.Name,
            Because = act.Reason.ToString(),
            Supersedes = [.. seen.Application.Credentials
                .OrderByDescending(credential => credential.EndDateTime)
                .Select(credential => VersionTags.Abbreviate(credential.KeyId))],
        };
        if (effects.Begin(act, rotationId, policy.Vaults[0], policy.PendingSecret) is not { } effect)
        {
            return (null, Effects.NotRecorded(act));
        }

        // A write that fails here has no cost. A write that succeeds proves that the vault accepts the value under this
        // name.
        var vault = vaults.At(policy.Vaults[0]);
        var refused = latest > now + AlmostNothing ? null : RefusedIntent(seen, cached.Refused, now);
        cached.Refused = null;
        var (version, failure) = refused is { } unused
            ? Unwrap(await vault
                .UpdateAsync(
                    policy.PendingSecret,
                    unused.Version,
                    enabled: null,
                    tags,
                    identifiers.NewCall(),
                    cancellationToken)
                .ConfigureAwait(false))
            : Unwrap(await vault
                .WriteAsync(
                    policy.PendingSecret,
                    new NewSecret(Value: null, Enabled: false, ExpiresOn: null, tags),
                    identifiers.NewCall(),
                    cancellationToken)
                .ConfigureAwait(false));
        effects.Count(failure);
        if (failure is not null)
        {
            var (reason, message) = Failures.OfVault(failure, policy.Vaults[0], $"writing '{policy.PendingSecret}'");
            return (null, effect.Fail(reason, message, failure.RequestId) with { RetryAt = RetryAt(failure, effects) });
        }

        // This process knows that the version has no value, although nobody can read a disabled version.
        cached.Fingerprints = cached.Fingerprints.SetItem(
            new VersionAddress(policy.Vaults[0], policy.PendingSecret, version!.Version),
            SecretFingerprint.Empty);
        return (new RecordedIntent(effect, version, tags), null);
    }

    // A refused intent is reused. Otherwise each attempt would leave a version for good if the directory always
    // refuses. An intent of another process is left to that process until it is as old as an orphan, because two
    // processes that write over the same version would lose an intent.
    private static SecretVersion? RefusedIntent(Observation seen, RotationId? own, DateTimeOffset now) => seen.Pending
        .Where(version => version is { Enabled: false, Tags: { Stage: VersionStage.Refused, KeyId: null } tags }
            && tags.AppId == seen.Application.AppId
            && (tags.RotationId == own || now - tags.RotationId.MadeAt >= PlanningContext.MinOrphanAge))
        .OrderByDescending(version => version.Tags!.RotationId == own)
        .ThenByDescending(version => version.CreatedOn)
        .FirstOrDefault();

    private async Task<(IssuedCredential?, StepFailure?)> AddPasswordAsync(
        RecordedIntent intent,
        IssueAct act,
        Policy policy,
        Observation seen,
        Effects effects,
        CachedApplication cached,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await TagAsync(policy, intent, VersionStage.Refused).ConfigureAwait(false);
            intent.Effect.Skip(act.Reason, "Stopped before anything was issued.");
            cancellationToken.ThrowIfCancellationRequested();
        }

        // The response to the intent may have reported a different time.
        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        if (clock.IsInDoubt)
        {
            await TagAsync(policy, intent, VersionStage.Refused).ConfigureAwait(false);
            var doubt = intent.Effect.Skip(
                Reason.ClockSkew,
                "No two services agree on the time any more; nothing was issued.");
            cached.Refused = intent.Tags.RotationId;
            return (null, doubt with { RetryAt = clock.Now + Effects.DefaultRetryAfter });
        }

        var mark = CredentialMark.For(VaultObservation.NameOf(policy.Vaults[0]), policy.Secret, intent.Tags.RotationId);
        var sentAt = clock.Mark();
        var answer = await directory
            .AddPasswordAsync(
                seen.Application,
                mark,
                clock.Now + policy.Lifetime,
                intent.Effect.IntentId,
                CancellationToken.None)
            .ConfigureAwait(false);
        effects.Count(answer.Failure, isIssue: true);
        if (answer.Failure is not { } failure)
        {
            return (new IssuedCredential(intent, answer.Value, sentAt), null);
        }

        if (failure.Kind is CallFailureKind.Ambiguous)
        {
            // The intent stays open. A credential that appears within ten minutes is its orphan.
            var retryAt = clock.Now + PlanningContext.MinOrphanAge;
            return (null, new StepFailure(
                act.Target,
                Reason.PossibleOrphan,
                $"Nobody knows whether addPassword was applied ({failure.Message}); nothing more is issued before {Text.Of(retryAt)}.")
            {
                RetryAt = retryAt
            });
        }

        var (reason, message) = Failures.OfGraph(failure, seen.Application, "addPassword");
        await TagAsync(policy, intent, VersionStage.Refused).ConfigureAwait(false);
        var refused = intent.Effect.Fail(reason, message, failure.RequestId);
        cached.Refused = intent.Tags.RotationId;
        return (null, refused with { RetryAt = RetryAt(failure, effects) });
    }

    // From here until the vault acknowledges the write, the value exists only in this process, so nothing cancels the
    // work. The result has neither a version nor a failure if the value is stored and only another observation can show
    // in which version.
    private async Task<(SecretVersion?, StepFailure?)> StoreAsync(
        IssuedCredential issued,
        IssueAct act,
        Policy policy,
        Observation seen,
        Effects effects)
    {
        var credential = issued.New.Credential;
        var tags = issued.Intent.Tags with { KeyId = credential.KeyId, Stage = VersionStage.Pending };
        var vault = vaults.At(policy.Vaults[0]);
        CallFailure? failure = null;
        var mayBeInFlight = false;
        for (var attempt = 0; clock.Since(issued.SentAt) is { } elapsed && elapsed < StoreTimeout; attempt++)
        {
            if (attempt > 0)
            {
                var backoff = TimeSpan.FromSeconds(1 << Math.Min(attempt - 1, 10));
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
                    policy.PendingSecret,
                    new NewSecret(issued.New.SecretText, Enabled: true, credential.EndDateTime, tags),
                    identifiers.NewCall(),
                    CancellationToken.None)
                .ConfigureAwait(false);
            failure = written.Failure;
            mayBeInFlight |= failure?.Kind is CallFailureKind.Ambiguous;
            if (failure is null)
            {
                effects.Count(failure: null);
                issued.Intent.Effect.Succeed(written.RequestId, credential.KeyId, written.Value.Version.Version);
                return (written.Value.Version, null);
            }
        }

        // The attempts count as one change. A single vault that does not answer must not stop all other applications.
        effects.CountChange(isInDoubt: mayBeInFlight);
        return (
            null,
            await AbandonAsync(issued, act, policy, seen, effects, failure, mayBeInFlight).ConfigureAwait(false));
    }

    // The value is never stored from here on. The credential is removed at once if no write can still arrive and the
    // vault shows the value in no version.
    private async Task<StepFailure?> AbandonAsync(
        IssuedCredential issued,
        IssueAct act,
        Policy policy,
        Observation seen,
        Effects effects,
        CallFailure? failure,
        bool mayBeInFlight)
    {
        var keyId = issued.New.Credential.KeyId;
        var versions = await vaults.At(policy.Vaults[0])
            .ListVersionsAsync(policy.PendingSecret, CancellationToken.None)
            .ConfigureAwait(false);
        if (versions.Failure is null && versions.Value.Any(version => version.Tags?.KeyId == keyId))
        {
            issued.Intent.Effect.Succeed(keyId: keyId, message: "Stored, though the vault's acknowledgement was lost.");
            return null;
        }

        var (reason, message) = failure is null
            ? (
                Reason.StaleCheck,
                $"The machine stood still for longer than {Text.Of(StoreTimeout)} after addPassword was sent.")
            : Failures.OfVault(failure, policy.Vaults[0], $"storing the new value in '{policy.PendingSecret}'");
        if (versions.Failure is null && !mayBeInFlight)
        {
            var removed = await directory
                .RemovePasswordAsync(seen.Application, keyId, identifiers.NewCall(), CancellationToken.None)
                .ConfigureAwait(false);
            effects.Count(removed.Failure);
            if (removed is { Failure: null, Value: RemovalAnswer.Removed })
            {
                await TagAsync(policy, issued.Intent, VersionStage.Removing).ConfigureAwait(false);
                issued.Intent.Effect.Abandon(reason, message, removed.RequestId, keyId);
                return new StepFailure(
                    act.Target,
                    reason,
                    $"{message} The new credential was removed again; consumers keep the old one.");
            }
        }

        return new StepFailure(
            act.Target,
            reason.NeedsHuman() ? reason : Reason.PossibleOrphan,
            $"{message} The new credential could not be removed yet; it will be, as an orphan.")
        {
            RetryAt = clock.Now + PlanningContext.MinOrphanAge
        };
    }

    // This saves the next attempt its wait of ten minutes. If it fails, that wait does no harm. The intent covers this
    // write, so it comes before the outcome is recorded.
    private async Task TagAsync(Policy policy, RecordedIntent intent, VersionStage stage) =>
        await vaults.At(policy.Vaults[0])
            .UpdateAsync(
                policy.PendingSecret,
                intent.Version.Version,
                enabled: null,
                intent.Tags with { Stage = stage },
                identifiers.NewCall(),
                CancellationToken.None)
            .ConfigureAwait(false);

    private static DateTimeOffset? RetryAt(CallFailure failure, Effects effects) =>
        failure.Kind is CallFailureKind.Throttled or CallFailureKind.Conflict
        && failure.Code is not "ObjectIsDeletedButRecoverable"
            ? effects.RetryAt(failure)
            : null;

    private static (SecretVersion?, CallFailure?) Unwrap(Call<SecretVersion> call) =>
        call.Failure is null ? (call.Value, null) : (null, call.Failure);

    private static (SecretVersion?, CallFailure?) Unwrap(Call<WrittenVersion> call) =>
        call.Failure is null ? (call.Value.Version, null) : (null, call.Failure);
}
