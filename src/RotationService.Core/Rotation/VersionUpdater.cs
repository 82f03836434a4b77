using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Disables versions that are no longer needed, and writes tags again. It never touches a value.</summary>
internal sealed class VersionUpdater(IVaults vaults, ServiceClock clock)
{
    /// <summary>Disables a version.</summary>
    public async Task<StepResult> TidyAsync(TidyAct act, Effects effects, CancellationToken cancellationToken)
    {
        var (stepFailure, written) =
            act.IsOfConsumers && await MayBeNewestAsync(act.Version, cancellationToken).ConfigureAwait(false)
                ? (MayBeRead(act), null)
                : await UpdateAsync(
                    act,
                    act.Version,
                    enabled: false,
                    act.Tags,
                    effects,
                    "disabling",
                    cancellationToken).ConfigureAwait(false);
        var held = act.KeyId is null ? "a value of no credential of the service" : $"credential {act.KeyId}";
        return Result(
            act,
            act.Version,
            stepFailure,
            written,
            $"disabled the version of '{act.Version.Secret}' that held {held}");
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
        return Result(
            act,
            act.Version,
            stepFailure,
            written,
            $"restored the tags of the version of '{act.Version.Secret}' that holds credential {act.KeyId}, because "
                + "they were changed outside the service");
    }

    private StepResult Result(
        Act act,
        VersionAddress version,
        StepFailure? stepFailure,
        SecretVersion? written,
        string done) =>
        new([StepResult.StepOf(act, stepFailure, done, clock.Now)], stepFailure)
        {
            Writes = written is null
                ? null
                : [new VaultWrite(version.Vault, version.Secret, written, Fingerprint: null)],
        };

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

    private static StepFailure MayBeRead(TidyAct act) => new(
        act.Target,
        Reason.StaleCheck,
        $"The version of '{act.Version.Secret}' to disable may be the one that programs read. Nothing was changed.");

    // Returns true also if the newest version cannot be determined.
    private async Task<bool> MayBeNewestAsync(VersionAddress version, CancellationToken cancellationToken)
    {
        var newest = await vaults.At(version.Vault).ReadNewestAsync(version.Secret, cancellationToken)
            .ConfigureAwait(false);
        return newest.Failure is not null
            || newest.Value.IsDisabled
            || newest.Value.Version!.Version == version.Version;
    }
}
