using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Finds out the facts that the planner asks for before it decides. It changes nothing.</summary>
internal sealed class FactFinder(
    IDirectory directory,
    IVaults vaults,
    ITokenEndpoint tokens,
    ServiceClock clock,
    Observer observer,
    PassContext pass)
{
    /// <summary>The answer to one question.</summary>
    /// <param name="Seen">The observation with the fact.</param>
    public sealed record Answer(Observation Seen)
    {
        /// <summary>Whether the version in question could be read. The default is true.</summary>
        public bool IsReadable { get; init; } = true;

        /// <summary>
        /// The decision if the fact could not be found out and is required for any other decision. Null otherwise.
        /// </summary>
        public Settled? Undecidable { get; init; }
    }

    /// <summary>Answers one question of the planner.</summary>
    /// <param name="question">A decision that asks for a fact.</param>
    /// <param name="seen">The observation so far.</param>
    /// <param name="isPendingNameProvenByIntent">
    /// Whether the pending secret's name need not be looked up, because an intent is written under it first.
    /// </param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    /// <exception cref="InvalidOperationException">The decision asks for no fact.</exception>
    public async Task<Answer> AnswerAsync(
        Decision question,
        Observation seen,
        bool isPendingNameProvenByIntent,
        CancellationToken cancellationToken) => question switch
        {
            TryLogIn tryLogIn => await LogInAsync(tryLogIn, seen, cancellationToken).ConfigureAwait(false),
            ReadVersion read => new Answer(
                await ReadAsync(read.Version, seen, cancellationToken).ConfigureAwait(false)),
            LookUpHolder lookUp => await LookUpAsync(lookUp.AppId, seen, cancellationToken).ConfigureAwait(false),
            MakePreflight => new Answer(seen with
            {
                Preflight = await observer.PreflightAsync(seen, isPendingNameProvenByIntent, cancellationToken)
                    .ConfigureAwait(false),
            }),
            _ => throw new InvalidOperationException($"{question.GetType().Name} does not ask for a fact."),
        };

    private async Task<Answer> LogInAsync(TryLogIn tryLogIn, Observation seen, CancellationToken cancellationToken)
    {
        var (value, known, unread) = await ValueOfAsync(tryLogIn, seen, cancellationToken).ConfigureAwait(false);

        // The log-in is dated before it is sent, because the process can be paused between the endpoint's answer and
        // the time it is recorded.
        var (at, moment) = (clock.Now, clock.Mark());
        var result = value is null
            ? new LogIn(
                LogInAnswer.Other,
                $"the value of {tryLogIn.Version} could not be read: {unread?.Message ?? "it is empty"}")
            : await tokens
                .LogInAsync(known.Application.TenantId, known.Application.AppId, value, cancellationToken)
                .ConfigureAwait(false);
        var counted = result with { RetryAfter = result.RetryAfter + (clock.Now - at) };
        return new Answer(known with
        {
            Evidence = known.Evidence.With(tryLogIn.Version, new LogInEvidence(counted, at, moment))
        })
        {
            IsReadable = value is not null,
        };
    }

    // The value that a process holds may no longer be in any vault if the process stood still in a log-in. It is used
    // only while it is fresh.
    private async Task<(SecretText? Value, Observation Seen, CallFailure? Failure)> ValueOfAsync(
        TryLogIn tryLogIn,
        Observation seen,
        CancellationToken cancellationToken)
    {
        var version = tryLogIn.Version;
        if (pass.Values.Held is { } held && held.Address == version && Evidence.IsFresh(clock, held.At))
        {
            return (held.Reading.Value, seen, null);
        }

        var isNewest = seen.Vaults.Any(vault =>
            vault.Address == version.Vault && vault.Newest?.Version == version.Version);
        if (isNewest && pass.Values.Newest(version) is { } newest)
        {
            return (newest, seen, null);
        }

        var readAt = clock.Mark();
        var read = await vaults.At(version.Vault).ReadVersionAsync(version.Secret, version.Version, cancellationToken)
            .ConfigureAwait(false);
        if (read.Failure is { } failure)
        {
            return (null, seen, failure);
        }

        if (tryLogIn.Step is Step.Verify)
        {
            pass.Values.Hold(new HeldReading(version, read.Value, readAt));
        }

        return (read.Value.Value, seen.WithFingerprint(version, read.Value.Fingerprint), null);
    }

    private async Task<Observation> ReadAsync(
        VersionAddress version,
        Observation seen,
        CancellationToken cancellationToken)
    {
        var readAt = clock.Mark();
        var read = await vaults.At(version.Vault).ReadVersionAsync(version.Secret, version.Version, cancellationToken)
            .ConfigureAwait(false);
        if (read.Failure is null)
        {
            pass.Values.Hold(new HeldReading(version, read.Value, readAt));
        }

        return read.Failure switch
        {
            null => seen.WithFingerprint(version, read.Value.Fingerprint),

            // The version was disabled or purged after it was listed.
            { Kind: CallFailureKind.NotFound } or { Code: "SecretDisabled" } => seen with
            {
                Fingerprints = seen.Fingerprints.SetItem(version, null)
            },

            // A vault that does not answer now gives no information about the owner of the value.
            { } failure => seen with
            {
                Vaults = [.. seen.Vaults.Select(vault => vault.Address == version.Vault
                    ? new VaultObservation(vault.Address) { Failure = failure }
                    : vault)],
            },
        };
    }

    private async Task<Answer> LookUpAsync(Guid appId, Observation seen, CancellationToken cancellationToken)
    {
        var found = await directory.FindApplicationAsync(seen.Application.TenantId, appId, cancellationToken)
            .ConfigureAwait(false);
        return found.Failure is { } failure
            ? new Answer(seen) { Undecidable = Planner.WithoutHolder(pass.Policy, seen, appId, failure) }
            : new Answer(seen with { Holders = seen.Holders.SetItem(appId, found.Value) });
    }
}
