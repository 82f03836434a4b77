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
internal sealed partial class Issuer(IDirectory directory, IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    /// <summary>
    /// How long, counted from sending addPassword, the value is held and its write repeated: five minutes. After that
    /// it is never stored, so another process can treat the credential as an orphan at twice that age.
    /// </summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(5);

    // A version whose rotation is dated later than now cannot be reused, because its own date would be taken for that
    // of the attempt.
    private static readonly TimeSpan AlmostNothing = TimeSpan.FromSeconds(1);

    /// <summary>An attempt to issue, and what it works with.</summary>
    private sealed record Attempt(IssueAct Act, Observation Seen, PassContext Pass, Effects Effects)
    {
        public Policy Policy => Pass.Policy;

        public CachedApplication Cached => Pass.Cached;

        /// <summary>The vault that stores the value.</summary>
        public Uri Vault => Policy.Vaults[0];

        /// <summary>The secret that stores the value until it is published.</summary>
        public string Secret => Policy.PendingSecret;
    }

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
        var attempt = new Attempt(act, seen, pass, effects);
        var steps = new List<(StepRecord, string)>();
        var (intent, stepFailure) = await RecordAsync(attempt, cancellationToken).ConfigureAwait(false);
        if (intent is null)
        {
            return Ended(Step.Preflight, StepOutcome.Failed, stepFailure!);
        }

        (var issued, stepFailure) = await AddCredentialAsync(intent, attempt, cancellationToken).ConfigureAwait(false);
        if (issued is null)
        {
            return Ended(Step.Issue, OutcomeOf(stepFailure!, StepOutcome.Failed), stepFailure!);
        }

        var keyId = issued.New.Credential.KeyId;
        if (pass.Cached.Request is not null)
        {
            pass.Cached.RequestedRotation = intent.Tags.RotationId;
        }

        steps.Add((
            new StepRecord(Step.Issue, keyId, StepOutcome.Done, act.Reason, clock.Now),
            $"issued credential {keyId}, which ends at {Text.Of(issued.New.Credential.EndDateTime)}"));
        (var stored, stepFailure) = await StoreAsync(issued, attempt).ConfigureAwait(false);
        if (stepFailure is not null)
        {
            return Ended(Step.Store, OutcomeOf(stepFailure, StepOutcome.Abandoned), stepFailure, keyId);
        }

        steps.Add((
            new StepRecord(Step.Store, keyId, StepOutcome.Done, act.Reason, clock.Now),
            $"stored its value in '{attempt.Secret}' in {attempt.Vault.Host}"));
        return new StepResult(steps, Failure: null)
        {
            Writes = stored is null
                ? null
                : [Acknowledged(intent.Version), Acknowledged(stored, issued.New.SecretText.Fingerprint())],
            Issued = issued.New.Credential,
        };

        VaultWrite Acknowledged(SecretVersion version, ValueFingerprint? fingerprint = null) =>
            new(attempt.Vault, attempt.Secret, version, fingerprint);

        StepResult Ended(Step step, StepOutcome outcome, StepFailure why, Guid? keyId = null)
        {
            steps.Add((new StepRecord(step, keyId, outcome, why.Reason, clock.Now), why.Message));
            return new StepResult(steps, why);
        }
    }

    private static StepOutcome OutcomeOf(StepFailure stepFailure, StepOutcome otherwise) =>
        stepFailure.Reason is Reason.PossibleOrphan ? StepOutcome.Ambiguous : otherwise;

    private async Task<(RecordedIntent?, StepFailure?)> RecordAsync(
        Attempt attempt,
        CancellationToken cancellationToken)
    {
        var (policy, seen, cached) = (attempt.Policy, attempt.Seen, attempt.Cached);
        // The rotation must be later than every confirmed publication, or its credential would count as overtaken.
        // Versions that others wrote do not affect the order.
        var (now, latest) = (clock.Now, new PlanningContext(policy, seen).NewestRotationAt ?? DateTimeOffset.MinValue);
        var rotationAt = now > latest ? now : latest.AddMilliseconds(1);
        if (rotationAt > now + Attributions.LongestAhead)
        {
            return (null, new StepFailure(
                attempt.Act.Target,
                Reason.ClockSkew,
                $"The last rotation is dated {Text.Of(latest)}, more than a day ahead of the time of the Azure "
                    + "services. Nothing is issued until it is less than a day ahead. Check the clocks of this machine "
                    + "and of the network devices between it and Azure."));
        }

        var rotationId = identifiers.NewRotation(rotationAt);
        var tags = new VersionTags(rotationId, seen.Application.AppId, VersionStage.Intent)
        {
            Policy = policy.Name,
            Because = attempt.Act.Reason.ToString(),
            Supersedes = [.. seen.Application.Credentials
                .OrderByDescending(credential => credential.EndDateTime)
                .Select(credential => VersionTags.Abbreviate(credential.KeyId))],
        };
        if (attempt.Effects.Begin(attempt.Act, rotationId, attempt.Vault, attempt.Secret) is not { } effect)
        {
            return (null, Effects.NotRecorded(attempt.Act));
        }

        // A write that fails here has no cost. A write that succeeds proves that the vault accepts the value under this
        // name.
        var refused = latest > now + AlmostNothing ? null : RefusedIntent(seen, cached.Refused, now);
        cached.Refused = null;
        var (version, failure) = await WriteIntentAsync(attempt, refused, tags, cancellationToken)
            .ConfigureAwait(false);
        attempt.Effects.Count(failure);
        if (failure is not null)
        {
            var (reason, message) = Failures.OfVault(failure, attempt.Vault, $"writing '{attempt.Secret}'");
            var refusal = effect.Fail(reason, message, failure.RequestId);
            return (null, refusal with { RetryAt = RetryAt(failure, attempt.Effects) });
        }

        // This process knows that the version has no value, although nobody can read a disabled version.
        cached.Fingerprints = cached.Fingerprints.SetItem(
            new VersionAddress(attempt.Vault, attempt.Secret, version!.Version),
            ValueFingerprint.Empty);
        return (new RecordedIntent(effect, version, tags), null);
    }

    private async Task<(SecretVersion?, CallFailure?)> WriteIntentAsync(
        Attempt attempt,
        SecretVersion? refused,
        VersionTags tags,
        CancellationToken cancellationToken)
    {
        var vault = vaults.At(attempt.Vault);
        if (refused is not null)
        {
            var updated = await vault
                .UpdateAsync(
                    attempt.Secret,
                    refused.Version,
                    enabled: null,
                    tags,
                    identifiers.NewCall(),
                    cancellationToken)
                .ConfigureAwait(false);
            return updated.Failure is null ? (updated.Value, null) : (null, updated.Failure);
        }

        var empty = new NewSecret(Value: null, Enabled: false, ExpiresOn: null, tags);
        var written = await vault.WriteAsync(attempt.Secret, empty, identifiers.NewCall(), cancellationToken)
            .ConfigureAwait(false);
        return written.Failure is null ? (written.Value.Version, null) : (null, written.Failure);
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

    private async Task<(IssuedCredential?, StepFailure?)> AddCredentialAsync(
        RecordedIntent intent,
        Attempt attempt,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await TagAsync(attempt, intent, VersionStage.Refused).ConfigureAwait(false);
            intent.Effect.Skip(attempt.Act.Reason, "The service was stopped before it issued a credential.");
            cancellationToken.ThrowIfCancellationRequested();
        }

        // The response to the intent may have reported a different time.
        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        if (clock.IsInDoubt)
        {
            await TagAsync(attempt, intent, VersionStage.Refused).ConfigureAwait(false);
            var doubt = intent.Effect.Skip(
                Reason.ClockSkew,
                "No two Azure services agree on the time any more. Nothing was issued.");
            attempt.Cached.Refused = intent.Tags.RotationId;
            return (null, doubt with { RetryAt = clock.Now + Effects.DefaultRetryAfter });
        }

        var mark = CredentialMark.For(
            VaultObservation.NameOf(attempt.Vault),
            attempt.Policy.Secret,
            intent.Tags.RotationId);
        var sentAt = clock.Mark();
        var answer = await directory
            .AddCredentialAsync(
                attempt.Seen.Application,
                attempt.Policy.CredentialKind,
                mark,
                clock.Now + attempt.Policy.Lifetime,
                intent.Effect.IntentId,
                CancellationToken.None)
            .ConfigureAwait(false);
        attempt.Effects.Count(answer.Failure, isIssue: true);
        if (answer.Failure is not { } failure)
        {
            return (new IssuedCredential(intent, answer.Value, sentAt), null);
        }

        return (null, await RefuseAsync(intent, attempt, failure).ConfigureAwait(false));
    }

    private async Task<StepFailure> RefuseAsync(RecordedIntent intent, Attempt attempt, CallFailure failure)
    {
        if (failure.Kind is CallFailureKind.Ambiguous)
        {
            // The intent stays open. A credential that appears within ten minutes is its orphan.
            var retryAt = clock.Now + PlanningContext.MinOrphanAge;
            return new StepFailure(
                attempt.Act.Target,
                Reason.PossibleOrphan,
                $"It is not known whether {attempt.Policy.CredentialKind.AddAction()} was applied: {failure.Message} "
                    + $"No other credential is issued before {Text.Of(retryAt)}.")
            {
                RetryAt = retryAt,
            };
        }

        var (reason, message) = Failures.OfGraph(
            failure,
            attempt.Seen.Application,
            $"calling {attempt.Policy.CredentialKind.AddAction()}");
        await TagAsync(attempt, intent, VersionStage.Refused).ConfigureAwait(false);
        var refused = intent.Effect.Fail(reason, message, failure.RequestId);
        attempt.Cached.Refused = intent.Tags.RotationId;
        return refused with { RetryAt = RetryAt(failure, attempt.Effects) };
    }

    // This saves the next attempt its wait of ten minutes. If it fails, that wait does no harm. The intent covers this
    // write, so it comes before the outcome is recorded.
    private async Task TagAsync(Attempt attempt, RecordedIntent intent, VersionStage stage) =>
        await vaults.At(attempt.Vault)
            .UpdateAsync(
                attempt.Secret,
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
}
