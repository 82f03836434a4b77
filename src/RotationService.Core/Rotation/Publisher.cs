using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>
/// Publishes values. It accepts only values that may be published: those of a <see cref="PublishableCredential"/>, and
/// those that were already published.
/// </summary>
internal sealed class Publisher(IVaults vaults, IIdentifiers identifiers, ServiceClock clock)
{
    private readonly PublishedValueReader _values = new(vaults, clock);

    /// <summary>A value that is published, and the checks that its publication relies on.</summary>
    /// <param name="Act">The act that publishes it.</param>
    /// <param name="Content">The version to write.</param>
    /// <param name="CheckedAt">When the value was read.</param>
    /// <param name="LogIn">The log-in that shows that it works. Null if the policy asks for none.</param>
    private sealed record Release(Act Act, NewSecret Content, Moment CheckedAt, LogInEvidence? LogIn)
    {
        /// <summary>Whether the checks can still be relied on.</summary>
        public bool IsFresh(ServiceClock clock) =>
            Evidence.IsFresh(clock, CheckedAt) && (LogIn is null || Evidence.IsFresh(clock, LogIn.Moment));
    }

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

        var (value, checkedAt, stepFailure) = await _values.ReadAsync(act, seen, pass.Values, cancellationToken)
            .ConfigureAwait(false);
        var writes = new List<VaultWrite>();
        if (value is not null)
        {
            var tags = new PlanningContext(policy, seen).TagsOf(stored.Credential, stored.Tags, VersionStage.Published);
            var content = new NewSecret(value, Enabled: true, stored.Credential.EndDateTime, Published(tags, policy));
            var release = new Release(act, content, checkedAt, logIn);
            foreach (var target in act.Targets)
            {
                var (why, written) = await PublishAsync(release, target, policy, effects, cancellationToken)
                    .ConfigureAwait(false);
                stepFailure = why ?? stepFailure;
                if (written is not null)
                {
                    writes.Add(new VaultWrite(target.Vault, policy.Secret, written, value.Fingerprint()));
                    pass.Values.KeepNewest(new VersionAddress(target.Vault, policy.Secret, written.Version), value);
                }
            }
        }

        var hosts = string.Join(", ", act.Targets.Select(target => target.Vault.Host));
        steps.Add(StepResult.StepOf(
            act,
            stepFailure,
            $"published credential {stored.KeyId} as '{policy.Secret}' in {hosts}",
            clock.Now));
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
        var (value, stepFailure) = await _values
            .ReadBackAsync(act, act.Source, act.SourceTags.KeyId, seen, cancellationToken)
            .ConfigureAwait(false);
        if (value is not null)
        {
            var content = new NewSecret(value, Enabled: true, act.ExpiresOn, Published(act.SourceTags, policy));
            (stepFailure, _) = await PublishAsync(
                new Release(act, content, checkedAt, act.LogIn),
                act.To,
                policy,
                effects,
                cancellationToken,
                Announcement(act)).ConfigureAwait(false);
        }

        var how = act.Step is not Step.Heal ? "as well"
            : act.Reason is Reason.PublishedOutOfOrder
                ? "again, because the version after it belongs to an older rotation"
            : "again, because the value of the version after it is refused";
        var done = $"published credential {act.KeyId} in {act.To.Vault.Host} {how}";
        return new StepResult([StepResult.StepOf(act, stepFailure, done, clock.Now)], stepFailure);
    }

    private async Task<(StepFailure? Failure, SecretVersion? Written)> PublishAsync(
        Release release,
        PublishTarget target,
        Policy policy,
        Effects effects,
        CancellationToken cancellationToken,
        TagWrite? announcement = null)
    {
        var (act, vault) = (release.Act, vaults.At(target.Vault));
        var newest = await vault.ReadNewestAsync(policy.Secret, cancellationToken).ConfigureAwait(false);
        if (WhyNotThere(act, newest, target, policy) is { } changed)
        {
            return (changed, null);
        }

        if (effects.Begin(act, release.Content.Tags.RotationId, target.Vault, policy.Secret) is not { } effect)
        {
            return (Effects.NotRecorded(act), null);
        }

        if (announcement is not null
            && await AnnounceAsync(announcement, effect, target, policy, cancellationToken).ConfigureAwait(false)
                is { } unannounced)
        {
            return (unannounced, null);
        }

        if (!release.IsFresh(clock))
        {
            const string TooOld =
                "The checks before the publication became too old before the request could be sent. Nothing was "
                    + "published.";
            return (effect.Skip(Reason.StaleCheck, TooOld) with { RetryAt = clock.Now }, null);
        }

        var written = await WriteAsync(
            vault,
            policy.Secret,
            release.Content,
            target.Newest,
            effect.IntentId,
            cancellationToken).ConfigureAwait(false);
        var made = written.Failure is null ? written.Value.Version : null;
        var stepFailure = effect.End(
            written.Failure,
            written.RequestId,
            failed => Failures.OfVault(failed, target.Vault, $"publishing '{policy.Secret}'"),
            made?.Version);
        var newestWasDisabled = newest is { Failure: null, Value.IsDisabled: true };
        var isWrittenOver = stepFailure is null
            && written.Value.PreviousVersion is { } replaced
            && replaced != target.Newest
            && !newestWasDisabled;
        return (
            isWrittenOver
                ? Stale(
                    act,
                    $"Another program wrote '{policy.Secret}' in {target.Vault.Host} at the same time. "
                        + "The service checks the newest version again.")
                : stepFailure,
            made);
    }

    // Null if the newest version is the one that the plan was made for.
    private StepFailure? WhyNotThere(Act act, Call<SecretReading> newest, PublishTarget target, Policy policy)
    {
        if (newest.Failure is { Kind: not CallFailureKind.NotFound } failure)
        {
            var (reason, message) = Failures.OfVault(failure, target.Vault, $"reading '{policy.Secret}'");
            return new StepFailure(act.Target, reason, message);
        }

        var version = newest.Failure is null ? newest.Value.Version : null;
        return version?.Version == target.Newest
            ? null
            : Stale(
                act,
                $"The newest version of '{policy.Secret}' in {target.Vault.Host} changed after the publication was "
                    + "planned. Nothing was published there.");
    }

    // Null if the tags were written.
    private async Task<StepFailure?> AnnounceAsync(
        TagWrite announcement,
        RecordedEffect effect,
        PublishTarget target,
        Policy policy,
        CancellationToken cancellationToken)
    {
        var (source, tags) = (announcement.Version, announcement.Tags);
        var updated = await vaults.At(source.Vault)
            .UpdateAsync(source.Secret, source.Version, enabled: null, tags, identifiers.NewCall(), cancellationToken)
            .ConfigureAwait(false);
        return updated.Failure is null
            ? null
            : effect.End(
                updated.Failure,
                updated.RequestId,
                failed => Failures.OfVault(failed, target.Vault, $"tagging a version of '{policy.Secret}'"));
    }

    private StepFailure Stale(Act act, string message) =>
        new(act.Target, Reason.StaleCheck, message) { RetryAt = clock.Now };

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
