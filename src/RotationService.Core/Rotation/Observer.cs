using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Looks at the world for one application and decides nothing.</summary>
internal sealed class Observer(IDirectory directory, IVaults vaults, ServiceClock clock, Breaker breaker)
{
    private const int MostLooks = 3;

    /// <summary>Everything a plan is made from.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="application">The application as an ordinary read has shown it.</param>
    /// <param name="isNewRead">Whether that read has not been looked at before, so that what it does not show counts.</param>
    /// <param name="cached">What earlier passes saw; a new read is added to it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Observation> ObserveAsync(Policy policy, DirectoryApplication application, bool isNewRead, CachedApplication cached, CancellationToken cancellationToken)
    {
        var observation = await ObserveVaultsAsync(
            policy,
            new Observation(clock.Now, application, [], []) { ReadAt = clock.Now, Evidence = cached.Evidence, Request = cached.Request, Fingerprints = cached.Fingerprints, OwnWrites = cached.OwnWrites },
            cached,
            cancellationToken).ConfigureAwait(false);

        return isNewRead ? AfterNewRead(observation, cached) : observation;
    }

    /// <summary>The observation, whose application is as a new read showed it: what that did not show counts.</summary>
    public Observation AfterNewRead(Observation observation, CachedApplication cached)
    {
        cached.Sightings = cached.Sightings.After(observation.Application.Credentials.Select(credential => credential.KeyId).ToHashSet(), observation.Expected, clock.Now);
        return Refresh(observation, cached);
    }

    /// <summary>The same application, its vaults looked at again.</summary>
    public async Task<Observation> ObserveVaultsAsync(Policy policy, Observation observation, CachedApplication cached, CancellationToken cancellationToken)
    {
        var seen = new List<VaultObservation>();
        foreach (var address in policy.Vaults)
        {
            var vault = await LookAtVaultAsync(address, policy.Secret, cancellationToken).ConfigureAwait(false);
            observation = vault.Newest is { } newest ? observation.WithValue(new VersionAddress(address, policy.Secret, newest.Version), vault.NewestValue) : observation;
            seen.Add(vault);
        }

        return await ObservePendingAsync(policy, observation with { Vaults = seen }, cached, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, only the pending secret looked at again.</summary>
    public async Task<Observation> ObservePendingAsync(Policy policy, Observation observation, CachedApplication cached, CancellationToken cancellationToken)
    {
        if (observation.Vaults[0].Failure is not null)
        {
            return Refresh(observation, cached);
        }

        var pending = await vaults.At(policy.Vaults[0]).ListVersionsAsync(policy.PendingSecret, cancellationToken).ConfigureAwait(false);
        return pending.Failure is null
            ? Refresh(observation with { Pending = pending.Value }, cached)
            : Refresh(observation with { Vaults = [new VaultObservation(policy.Vaults[0]) { Failure = pending.Failure }, .. observation.Vaults.Skip(1)] }, cached);
    }

    /// <summary>What may stand in the way of a rotation. A name under which there are versions is not looked up among the deleted.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="observation">What has been seen.</param>
    /// <param name="isPendingNameProvenByIntent">Whether an intent will be written before anything is made, which a vault refuses under a name that is soft-deleted: then the pending secret's need not be looked up.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PreflightFindings> PreflightAsync(Policy policy, Observation observation, bool isPendingNameProvenByIntent, CancellationToken cancellationToken)
    {
        SoftDeletedName? deleted = null;
        var unseen = observation.Vaults
            .Where(vault => vault is { Failure: null, Versions: [] })
            .Select(vault => new SoftDeletedName(vault.Address, policy.Secret));
        if (observation.Pending.Count == 0 && !isPendingNameProvenByIntent)
        {
            unseen = unseen.Prepend(new SoftDeletedName(policy.Vaults[0], policy.PendingSecret));
        }

        foreach (var name in unseen)
        {
            // A vault that does not let us see its deleted secrets will say so when the intent is written.
            var answer = await vaults.At(name.Vault).IsSoftDeletedAsync(name.Secret, cancellationToken).ConfigureAwait(false);
            deleted ??= answer.Failure is null && answer.Value ? name : null;
        }

        var right = await directory.ReadRightAsync(observation.Application.Address, cancellationToken).ConfigureAwait(false);
        var restrictions = await directory.ReadPasswordRestrictionsAsync(observation.Application, cancellationToken).ConfigureAwait(false);
        return new PreflightFindings(
            deleted,
            right.Failure is null ? right.Value : DirectoryRight.Unknown,
            restrictions.Failure is null ? restrictions.Value : PasswordRestrictions.None);
    }

    /// <summary>The observation with what has changed without looking: the time, and what the process remembers.</summary>
    public Observation Refresh(Observation observation, CachedApplication cached) => cached.Issued.Values.Aggregate(observation, (seen, issued) => seen.With(issued)) with
    {
        Now = clock.Now,
        ClockIsSkewed = clock.IsSkewed,
        TimeDoubt = clock.Doubt,
        Evidence = observation.Evidence.Aged(clock),
        BreakerIsOpen = breaker.IsOpen,
        Fingerprints = cached.Fingerprints.IsEmpty ? observation.Fingerprints : observation.Fingerprints.SetItems(cached.Fingerprints),
        Sightings = cached.Sightings,
        Removed = cached.Removed,
        RequestedRotation = cached.RequestedRotation,
        Rivals = cached.Rivals,
    };

    // Another process may have published between the two calls, and this one may have stood still for hours: versions that do not include
    // the newest are those of another time, and which has been succeeded since when cannot be told from them.
    private async Task<VaultObservation> LookAtVaultAsync(Uri address, string secret, CancellationToken cancellationToken)
    {
        for (var looks = 1; ; looks++)
        {
            var seen = await LookOnceAsync(address, secret, cancellationToken).ConfigureAwait(false);
            if (seen.Newest is not { } newest || seen.Versions.Any(version => version.Version == newest.Version))
            {
                return seen;
            }

            if (looks == MostLooks)
            {
                return new VaultObservation(address) { Failure = new CallFailure(CallFailureKind.Ambiguous, $"The versions of '{secret}' do not include its newest, in {MostLooks} looks.") };
            }
        }
    }

    private async Task<VaultObservation> LookOnceAsync(Uri address, string secret, CancellationToken cancellationToken)
    {
        var vault = vaults.At(address);
        var versions = await vault.ListVersionsAsync(secret, cancellationToken).ConfigureAwait(false);
        if (versions.Failure is not null)
        {
            return new VaultObservation(address) { Failure = versions.Failure };
        }

        var observation = new VaultObservation(address) { Versions = [.. versions.Value.OrderBy(version => version.CreatedOn)] };
        if (observation.Versions.Count == 0)
        {
            return observation;
        }

        var newest = await vault.ReadNewestAsync(secret, cancellationToken).ConfigureAwait(false);
        return newest switch
        {
            { Failure.Kind: CallFailureKind.NotFound } => observation with { Versions = [] },
            { Failure: { } failure } => observation with { Failure = failure },
            { Value.IsDisabled: true } => observation with { NewestIsDisabled = true },
            _ => observation with
            {
                Newest = newest.Value.Version,
                NewestValue = newest.Value.Value,
            },
        };
    }
}
