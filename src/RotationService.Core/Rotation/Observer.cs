using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Observes the directory and the vaults for one application. It decides nothing.</summary>
internal sealed class Observer(
    IDirectory directory,
    IVaults vaults,
    ServiceClock clock,
    Breaker breaker,
    PassContext pass)
{
    private const int MostLooks = 3;

    private readonly Policy _policy = pass.Policy;
    private readonly CachedApplication _cached = pass.Cached;

    /// <summary>Returns everything that a plan is made from.</summary>
    /// <param name="application">The application as an ordinary read showed it.</param>
    /// <param name="readAt">When that read was sent. Null if it was just now.</param>
    /// <param name="isNewRead">
    /// Whether that read was not used before, so that the credentials that it misses are counted.
    /// </param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<Observation> ObserveAsync(
        DirectoryApplication application,
        DateTimeOffset? readAt,
        bool isNewRead,
        CancellationToken cancellationToken)
    {
        var read = new Observation(clock.Now, application, [], [])
        {
            ReadAt = readAt,
            Evidence = _cached.Evidence,
            Request = _cached.Request,
            Fingerprints = _cached.Fingerprints,
            OwnWrites = _cached.OwnWrites,
        };
        var observation = await ObserveVaultsAsync(read, cancellationToken).ConfigureAwait(false);
        return isNewRead ? AfterNewRead(observation) : observation;
    }

    /// <summary>
    /// Returns the observation after counting the credentials that a new read of its application missed.
    /// </summary>
    public Observation AfterNewRead(Observation observation)
    {
        var shown = observation.Application.Credentials.Select(credential => credential.KeyId).ToHashSet();
        _cached.Sightings = _cached.Sightings.After(shown, observation.Expected, clock.Now);
        return Refresh(observation);
    }

    /// <summary>Returns the observation of the same application after reading its vaults again.</summary>
    public async Task<Observation> ObserveVaultsAsync(Observation observation, CancellationToken cancellationToken)
    {
        var seen = new List<VaultObservation>();
        foreach (var address in _policy.Vaults)
        {
            var (vault, newest) = await LookAtVaultAsync(address, cancellationToken).ConfigureAwait(false);
            if (newest is { Version: { } version })
            {
                var where = new VersionAddress(address, _policy.Secret, version.Version);
                observation = observation.WithFingerprint(where, newest.Fingerprint);
                if (newest.Value is { } value)
                {
                    pass.Values.KeepNewest(where, value);
                }
            }

            seen.Add(vault);
        }

        return await ObservePendingAsync(observation with { Vaults = seen }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the observation after reading only the pending secret again.</summary>
    public async Task<Observation> ObservePendingAsync(Observation observation, CancellationToken cancellationToken)
    {
        if (observation.Vaults[0].Failure is not null)
        {
            return Refresh(observation);
        }

        var first = _policy.Vaults[0];
        var pending = await vaults.At(first).ListVersionsAsync(_policy.PendingSecret, cancellationToken)
            .ConfigureAwait(false);
        if (pending.Failure is null)
        {
            return Refresh(observation with { Pending = pending.Value });
        }

        var unreadable = new VaultObservation(first) { Failure = pending.Failure };
        return Refresh(observation with { Vaults = [unreadable, .. observation.Vaults.Skip(1)] });
    }

    /// <summary>
    /// Returns the findings about obstacles to a rotation. A name that has versions is not looked up among the
    /// soft-deleted secrets.
    /// </summary>
    /// <param name="observation">The observation.</param>
    /// <param name="isPendingNameProvenByIntent">
    /// Whether an intent will be written before anything is made. A vault refuses an intent under a soft-deleted name,
    /// so the name of the pending secret need not be looked up.
    /// </param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async Task<PreflightFindings> PreflightAsync(
        Observation observation,
        bool isPendingNameProvenByIntent,
        CancellationToken cancellationToken)
    {
        SoftDeletedName? deleted = null;
        var unseen = observation.Vaults
            .Where(vault => vault is { Failure: null, Versions: [] })
            .Select(vault => new SoftDeletedName(vault.Address, _policy.Secret));
        if (observation.Pending.Count == 0 && !isPendingNameProvenByIntent)
        {
            unseen = unseen.Prepend(new SoftDeletedName(_policy.Vaults[0], _policy.PendingSecret));
        }

        foreach (var name in unseen)
        {
            // If the identity may not see the deleted secrets of a vault, the write of the intent shows the problem.
            var answer = await vaults.At(name.Vault)
                .IsSoftDeletedAsync(name.Secret, cancellationToken)
                .ConfigureAwait(false);
            deleted ??= answer.Failure is null && answer.Value ? name : null;
        }

        var right = await directory.ReadRightAsync(observation.Application.Address, cancellationToken)
            .ConfigureAwait(false);
        var restrictions = await directory
            .ReadRestrictionsAsync(observation.Application, _policy.CredentialKind, cancellationToken)
            .ConfigureAwait(false);
        return new PreflightFindings(
            deleted,
            right.Failure is null ? right.Value : DirectoryRight.Unknown,
            restrictions.Failure is null ? restrictions.Value : CredentialRestrictions.None);
    }

    /// <summary>
    /// Returns the observation with everything updated that changes without a read: the time and the state that the
    /// process keeps.
    /// </summary>
    public Observation Refresh(Observation observation) => _cached.Issued.Values
        .Aggregate(observation, (seen, issued) => seen.With(issued)) with
    {
        Now = clock.Now,
        ClockIsSkewed = clock.IsSkewed,
        TimeDoubt = clock.Doubt,
        Evidence = observation.Evidence.Aged(clock),
        BreakerIsOpen = breaker.IsOpen,
        Fingerprints = _cached.Fingerprints.IsEmpty
            ? observation.Fingerprints
            : observation.Fingerprints.SetItems(_cached.Fingerprints),
        Sightings = _cached.Sightings,
        Removed = _cached.Removed,
        RequestedRotation = _cached.RequestedRotation,
        Rivals = _cached.Rivals,
    };

    // Another process may have published between the two calls, and this process may have stood still for hours.
    // Versions that do not include the newest one are from another time, and do not show which value was succeeded
    // since when.
    private async Task<(VaultObservation Vault, SecretReading? Newest)> LookAtVaultAsync(
        Uri address,
        CancellationToken cancellationToken)
    {
        for (var looks = 1; ; looks++)
        {
            var (vault, read) = await LookOnceAsync(address, cancellationToken).ConfigureAwait(false);
            if (vault.Newest is not { } newest || vault.Versions.Any(version => version.Version == newest.Version))
            {
                return (vault, read);
            }

            if (looks == MostLooks)
            {
                var failure = new CallFailure(
                    CallFailureKind.Ambiguous,
                    $"The listed versions of '{_policy.Secret}' did not include the newest, in {MostLooks} reads.");
                return (new VaultObservation(address) { Failure = failure }, null);
            }
        }
    }

    private async Task<(VaultObservation Vault, SecretReading? Newest)> LookOnceAsync(
        Uri address,
        CancellationToken cancellationToken)
    {
        var vault = vaults.At(address);
        var versions = await vault.ListVersionsAsync(_policy.Secret, cancellationToken).ConfigureAwait(false);
        if (versions.Failure is not null)
        {
            return (new VaultObservation(address) { Failure = versions.Failure }, null);
        }

        var observation = new VaultObservation(address)
        {
            Versions = [.. versions.Value.OrderBy(version => version.CreatedOn)],
        };
        if (observation.Versions.Count == 0)
        {
            return (observation, null);
        }

        var newest = await vault.ReadNewestAsync(_policy.Secret, cancellationToken).ConfigureAwait(false);
        return newest switch
        {
            { Failure.Kind: CallFailureKind.NotFound } => (observation with { Versions = [] }, null),
            { Failure: { } failure } => (observation with { Failure = failure }, null),
            { Value.IsDisabled: true } => (observation with { NewestIsDisabled = true }, null),
            _ => (observation with { Newest = newest.Value.Version }, newest.Value),
        };
    }
}
