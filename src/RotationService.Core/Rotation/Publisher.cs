using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>
/// Publishes values, writes tags, and disables versions that are no longer needed. It accepts only values that may be
/// published: those of a <see cref="PublishableCredential"/>, and those that were already published.
/// </summary>
internal sealed class Publisher(IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    // How long the value that was read for a log-in is the value that is published. The rest of the freshness, 15
    // seconds, is left for reading the newest version and writing.
    private static readonly TimeSpan GoodFor = Evidence.Freshness - TimeSpan.FromSeconds(15);

    /// <summary>
    /// Publishes a pending value to every vault, each as soon as the checks that the write relies on were repeated.
    /// </summary>
    public async Task<StepResult> PromoteAsync(
        PromoteAct act,
        Observation seen,
        PassContext pass,
        Effects effects,
        CancellationToken cancellationToken)
    {
        var policy = pass.Policy;
        var stored = act.Credential.Stored;
        var steps = new List<(StepRecord, string)>();
        var logIn = (act.Credential as ProvenCredential)?.LastLogIn;
        if (logIn is not null)
        {
            steps.Add((
                new StepRecord(Step.Verify, stored.KeyId, StepOutcome.Done, act.Reason, clock.Now),
                $"credential {stored.KeyId} logs in reliably"));
        }

        var held = pass.Values.Held is { } reading
            && reading.Address == stored.Address
            && clock.Since(reading.At) < GoodFor
                ? reading
                : null;
        var checkedAt = held?.At ?? clock.Mark();
        var (value, stepFailure) = held is not null
            ? Check(act, held.Reading, stored.Address, stored.KeyId, seen)
            : await ReadBackAsync(act, stored.Address, stored.KeyId, seen, cancellationToken).ConfigureAwait(false);
        var tags = Published(
            new PlanningContext(policy, seen).TagsOf(stored.Credential, stored.Tags, VersionStage.Published),
            policy);
        var writes = new List<VaultWrite>();
        foreach (var target in act.Targets)
        {
            if (value is null)
            {
                break;
            }

            var (why, written) = await PublishAsync(
                act,
                value,
                tags,
                stored.Credential.EndDateTime,
                checkedAt,
                logIn,
                target,
                policy,
                effects,
                cancellationToken).ConfigureAwait(false);
            stepFailure = why ?? stepFailure;
            if (written is not null)
            {
                writes.Add(new VaultWrite(target.Vault, policy.Secret, written, value.Fingerprint()));
                pass.Values.KeepNewest(new VersionAddress(target.Vault, policy.Secret, written.Version), value);
            }
        }

        steps.Add((
            new StepRecord(
                Step.Promote,
                stored.KeyId,
                OutcomeOf(stepFailure),
                stepFailure?.Reason ?? act.Reason,
                clock.Now),
            stepFailure?.Message
                ?? $"published credential {stored.KeyId} as '{policy.Secret}' in {string.Join(", ", act.Targets.Select(target => target.Vault.Host))}"));
        return new StepResult(steps, stepFailure) { Writes = writes };
    }

    /// <summary>Publishes a value again, or to one more vault.</summary>
    public async Task<StepResult> RepublishAsync(
        RepublishAct act,
        Observation seen,
        PassContext pass,
        Effects effects,
        CancellationToken cancellationToken)
    {
        var policy = pass.Policy;
        var checkedAt = clock.Mark();
        var (value, stepFailure) = await ReadBackAsync(act, act.Source, act.SourceTags.KeyId, seen, cancellationToken)
            .ConfigureAwait(false);
        if (value is not null)
        {
            (stepFailure, _) = await PublishAsync(
                act,
                value,
                Published(act.SourceTags, policy),
                act.ExpiresOn,
                checkedAt,
                act.LogIn,
                act.To,
                policy,
                effects,
                cancellationToken,
                Announcement(act)).ConfigureAwait(false);
        }

        var record = new StepRecord(
            act.Step,
            act.KeyId,
            OutcomeOf(stepFailure),
            stepFailure?.Reason ?? act.Reason,
            clock.Now);
        var how = act.Step is not Step.Heal ? "too"
            : act.Reason is Reason.PublishedOutOfOrder
                ? "again, because what came after it belongs to an older rotation"
            : "again, because what came after it is refused";
        return new StepResult(
            [(record, stepFailure?.Message ?? $"published credential {act.KeyId} in {act.To.Vault.Host} {how}")],
            stepFailure);
    }

    /// <summary>Disables a version.</summary>
    public async Task<StepResult> TidyAsync(TidyAct act, Effects effects, CancellationToken cancellationToken)
    {
        StepFailure? stepFailure;
        SecretVersion? written = null;
        if (act.IsOfConsumers && await MayBeNewestAsync(act.Version, cancellationToken).ConfigureAwait(false))
        {
            stepFailure = new StepFailure(
                act.Target,
                Reason.StaleCheck,
                $"The version of '{act.Version.Secret}' that was to be disabled may be what consumers read; nothing was changed.");
        }
        else
        {
            (stepFailure, written) = await UpdateAsync(
                act,
                act.Version,
                enabled: false,
                act.Tags,
                effects,
                "disabling",
                cancellationToken).ConfigureAwait(false);
        }

        var record = new StepRecord(
            Step.Tidy,
            act.KeyId,
            OutcomeOf(stepFailure),
            stepFailure?.Reason ?? act.Reason,
            clock.Now);
        return new StepResult(
            [(
                record,
                stepFailure?.Message
                    ?? $"disabled the version of '{act.Version.Secret}' that carried {(act.KeyId is null ? "a value of no credential of ours" : $"credential {act.KeyId}")}")],
            stepFailure)
        {
            Writes = written is null
                ? null
                : [new VaultWrite(act.Version.Vault, act.Version.Secret, written, Fingerprint: null)],
        };
    }

    /// <summary>Writes the tags of a version again.</summary>
    public async Task<StepResult> TagAsync(TagAct act, Effects effects, CancellationToken cancellationToken)
    {
        var (stepFailure, written) = await UpdateAsync(
            act,
            act.Version,
            enabled: null,
            act.Tags,
            effects,
            "tagging",
            cancellationToken).ConfigureAwait(false);
        var record = new StepRecord(
            Step.Tidy,
            act.KeyId,
            OutcomeOf(stepFailure),
            stepFailure?.Reason ?? act.Reason,
            clock.Now);
        return new StepResult(
            [(
                record,
                stepFailure?.Message
                    ?? $"wrote the tags of the version of '{act.Version.Secret}' that carries credential {act.KeyId} again, which somebody had changed")],
            stepFailure)
        {
            Writes = written is null
                ? null
                : [new VaultWrite(act.Version.Vault, act.Version.Secret, written, Fingerprint: null)],
        };
    }

    private async Task<(StepFailure? Failure, SecretVersion? Written)> UpdateAsync(
        Act act,
        VersionAddress version,
        bool? enabled,
        VersionTags? tags,
        Effects effects,
        string what,
        CancellationToken cancellationToken)
    {
        if (effects.Begin(act, tags?.RotationId, version.Vault, version.Secret, version.Version) is not { } effect)
        {
            return (Effects.NotRecorded(act), null);
        }

        var updated = await vaults.At(version.Vault)
            .UpdateAsync(version.Secret, version.Version, enabled, tags, effect.IntentId, cancellationToken)
            .ConfigureAwait(false);
        var stepFailure = effect.End(
            updated.Failure,
            updated.RequestId,
            failure => Failures.OfVault(failure, version.Vault, $"{what} a version of '{version.Secret}'"));
        return (stepFailure, updated.Failure is null ? updated.Value : null);
    }

    // If the vault changed meanwhile, nothing failed. Another process was first, and the next observation includes its
    // work.
    private static StepOutcome OutcomeOf(StepFailure? stepFailure) => stepFailure switch
    {
        null => StepOutcome.Done,
        { Reason: Reason.StaleCheck } => StepOutcome.Skipped,
        _ => StepOutcome.Failed,
    };

    // Returns true also if the newest version cannot be determined.
    private async Task<bool> MayBeNewestAsync(VersionAddress version, CancellationToken cancellationToken)
    {
        var newest = await vaults.At(version.Vault).ReadNewestAsync(version.Secret, cancellationToken)
            .ConfigureAwait(false);
        return newest.Failure is not null
            || newest.Value.IsDisabled
            || newest.Value.Version!.Version == version.Version;
    }

    private async Task<(SecretText?, StepFailure?)> ReadBackAsync(
        Act act,
        VersionAddress source,
        Guid? keyId,
        Observation seen,
        CancellationToken cancellationToken)
    {
        var read = await vaults.At(source.Vault).ReadVersionAsync(source.Secret, source.Version, cancellationToken)
            .ConfigureAwait(false);
        if (read.Failure is { Kind: CallFailureKind.NotFound } or { Code: "SecretDisabled" })
        {
            return (null, new StepFailure(
                act.Target,
                Reason.StaleCheck,
                $"The version of '{source.Secret}' that was to be published was closed while this was planned; nothing was published.")
            {
                RetryAt = clock.Now
            });
        }

        if (read.Failure is { } failure)
        {
            var (reason, message) = Failures.OfVault(failure, source.Vault, $"reading '{source.Secret}'");
            return (null, new StepFailure(act.Target, reason, message));
        }

        return Check(act, read.Value, source, keyId, seen);
    }

    private static (SecretText?, StepFailure?) Check(
        Act act,
        SecretReading read,
        VersionAddress source,
        Guid? keyId,
        Observation seen)
    {
        var credential = seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);
        return read is { Version.Tags: { } tags, Value: { } value }
            && tags.KeyId == keyId
            && (credential?.Hint is null || value.Fingerprint().Fits(credential.Hint))
                ? (value, null)
                : (null, new StepFailure(
                    act.Target,
                    Reason.UnexpectedError,
                    $"What '{source.Secret}' in {source.Vault.Host} holds is not the value of credential {keyId}; it is not published."));
    }

    private async Task<(StepFailure? Failure, SecretVersion? Written)> PublishAsync(
        Act act,
        SecretText value,
        VersionTags tags,
        DateTimeOffset? expiresOn,
        Moment checkedAt,
        LogInEvidence? logIn,
        PublishTarget target,
        Policy policy,
        Effects effects,
        CancellationToken cancellationToken,
        TagWrite? announcement = null)
    {
        var vault = vaults.At(target.Vault);
        var newest = await vault.ReadNewestAsync(policy.Secret, cancellationToken).ConfigureAwait(false);
        if (newest.Failure is { Kind: not CallFailureKind.NotFound } failure)
        {
            var (reason, message) = Failures.OfVault(failure, target.Vault, $"reading '{policy.Secret}'");
            return (new StepFailure(act.Target, reason, message), null);
        }

        var version = newest.Failure is null ? newest.Value.Version : null;
        var newestIsDisabled = newest is { Failure: null, Value.IsDisabled: true };
        if (version?.Version != target.Newest)
        {
            return (
                new StepFailure(
                    act.Target,
                    Reason.StaleCheck,
                    $"The newest version of '{policy.Secret}' in {target.Vault.Host} changed while this was planned; nothing was published there.")
                {
                    RetryAt = clock.Now
                },
                null);
        }

        if (effects.Begin(act, tags.RotationId, target.Vault, policy.Secret) is not { } effect)
        {
            return (Effects.NotRecorded(act), null);
        }

        if (announcement is not null)
        {
            var (source, announced) = (announcement.Version, announcement.Tags);
            var told = await vaults.At(source.Vault)
                .UpdateAsync(
                    source.Secret,
                    source.Version,
                    enabled: null,
                    announced,
                    identifiers.NewCall(),
                    cancellationToken)
                .ConfigureAwait(false);
            if (told.Failure is not null)
            {
                return (
                    effect.End(
                        told.Failure,
                        told.RequestId,
                        failed => Failures.OfVault(failed, target.Vault, $"tagging a version of '{policy.Secret}'")),
                    null);
            }
        }

        if (!Evidence.IsFresh(clock, checkedAt) || (logIn is not null && !Evidence.IsFresh(clock, logIn.Moment)))
        {
            const string Stale =
                "The checks that publishing rests on became too old before it could be sent; nothing was published.";
            return (effect.Skip(Reason.StaleCheck, Stale) with { RetryAt = clock.Now }, null);
        }

        var content = new NewSecret(value, Enabled: true, expiresOn, tags);
        var written = await WriteAsync(vault, policy.Secret, content, target.Newest, effect.IntentId, cancellationToken)
            .ConfigureAwait(false);
        var made = written.Failure is null ? written.Value.Version : null;
        var stepFailure = effect.End(
            written.Failure,
            written.RequestId,
            failed => Failures.OfVault(failed, target.Vault, $"publishing '{policy.Secret}'"),
            made?.Version);
        return (
            stepFailure is null
            && written.Value.PreviousVersion is { } replaced
            && replaced != target.Newest
            && !newestIsDisabled
                ? new StepFailure(
                    act.Target,
                    Reason.StaleCheck,
                    $"Somebody else wrote '{policy.Secret}' in {target.Vault.Host} at the same moment; what stands there now is looked at again.")
                {
                    RetryAt = clock.Now
                }
                : stepFailure,
            made);
    }

    private static async Task<Call<WrittenVersion>> WriteAsync(
        IVault vault,
        string secret,
        NewSecret content,
        string? newestBefore,
        Guid intentId,
        CancellationToken cancellationToken)
    {
        var written = await vault.WriteAsync(secret, content, intentId, cancellationToken).ConfigureAwait(false);
        if (written.Failure is { Kind: CallFailureKind.Ambiguous })
        {
            // Vault reads are current, so a read shows whether only the response was lost.
            var shown = await vault.ReadNewestAsync(secret, cancellationToken).ConfigureAwait(false);
            if (shown is { Failure: null, Value.Version: { } found }
                && found.Version != newestBefore
                && found.Tags?.KeyId == content.Tags.KeyId)
            {
                written = new Call<WrittenVersion>(new WrittenVersion(found, PreviousVersion: null), written.RequestId);
            }
        }

        return written;
    }

    // Before a value is published to one more vault, that vault is added to the tags of the source version. If the
    // policy later drops the vault, its programs can still read the value. Without the tag here the value would look as
    // if nobody could read it.
    private static TagWrite? Announcement(RepublishAct act) =>
        VaultObservation.NameOf(act.To.Vault) is var name && !act.SourceTags.Vaults.Contains(name)
            ? new TagWrite(act.Source, act.SourceTags with { Vaults = [.. act.SourceTags.Vaults, name] })
            : null;

    private static VersionTags Published(VersionTags tags, Policy policy) => tags with
    {
        Stage = VersionStage.Published,
        Policy = policy.Name,
        Because = null,
        Retiring = null,
        Grace = policy.GracePeriod,
        Vaults = [.. policy.Vaults.Select(VaultObservation.NameOf)],
    };
}
