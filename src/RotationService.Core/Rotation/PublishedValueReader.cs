using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Reads a value that is about to be published, and checks that it is the value of its credential.</summary>
internal sealed class PublishedValueReader(IVaults vaults, ServiceClock clock)
{
    // How long the value that was read for a log-in is the value that is published. The rest of the freshness, 15
    // seconds, is left for reading the newest version and writing.
    private static readonly TimeSpan GoodFor = Evidence.Freshness - TimeSpan.FromSeconds(15);

    /// <summary>
    /// Returns the value that was read for the last log-in, if that was a moment ago, or else the value as it is read
    /// back now.
    /// </summary>
    public async Task<(SecretText? Value, Moment CheckedAt, StepFailure? Failure)> ReadAsync(
        PromoteAct act,
        Observation seen,
        SecretValues values,
        CancellationToken cancellationToken)
    {
        var stored = act.Credential.Stored;
        var held = values.Held is { } reading
            && reading.Address == stored.Address
            && clock.Since(reading.At) < GoodFor
                ? reading
                : null;
        var checkedAt = held?.At ?? clock.Mark();
        var (value, failure) = held is not null
            ? Check(act, held.Reading, stored.Address, stored.KeyId, seen)
            : await ReadBackAsync(act, stored.Address, stored.KeyId, seen, cancellationToken).ConfigureAwait(false);
        return (value, checkedAt, failure);
    }

    /// <summary>Reads the value of a version back.</summary>
    /// <param name="act">The act that publishes it.</param>
    /// <param name="source">The version.</param>
    /// <param name="keyId">The credential whose value it must be.</param>
    /// <param name="seen">The observation.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public async Task<(SecretText?, StepFailure?)> ReadBackAsync(
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
                $"The version of '{source.Secret}' to publish was disabled or removed after the publication was "
                    + "planned. Nothing was published.")
            {
                RetryAt = clock.Now,
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
            && (credential?.Fingerprint is null || value.Fingerprint().Fits(credential))
                ? (value, null)
                : (null, new StepFailure(
                    act.Target,
                    Reason.UnexpectedError,
                    $"The version of '{source.Secret}' in {source.Vault.Host} does not hold the value of credential "
                        + $"{keyId}, so it is not published."));
    }
}
