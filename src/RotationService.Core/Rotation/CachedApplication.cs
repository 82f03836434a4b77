using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>What a process remembers of an application from one pass to the next. All of it only saves calls or waits longer: losing it is always safe.</summary>
internal sealed class CachedApplication
{
    private Policy? _declared;
    private DirectoryApplication? _application;
    private Unfinished? _unfinished;

    public Sightings Sightings
    {
        get => _unfinished?.Sightings ?? Sightings.None;
        set => Begun.Sightings = value;
    }

    /// <summary>The log-ins that are proving the pending credential.</summary>
    public Evidence Evidence
    {
        get => _unfinished?.Evidence ?? Evidence.None;
        set => Begun.Evidence = value;
    }

    /// <summary>When the directory accepted the removal of which credentials.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed
    {
        get => _unfinished?.Removed ?? ImmutableDictionary<Guid, DateTimeOffset>.Empty;
        set => Begun.Removed = value;
    }

    /// <summary>The credentials that this process has issued of late, as the answers showed them: they are there though reads may not show them yet.</summary>
    public ImmutableDictionary<Guid, Credential> Issued
    {
        get => _unfinished?.Issued ?? ImmutableDictionary<Guid, Credential>.Empty;
        set => Begun.Issued = value;
    }

    /// <summary>How the values of versions begin that have been read while something is under way: a version's value never changes.</summary>
    public ImmutableDictionary<VersionAddress, SecretFingerprint?> Fingerprints
    {
        get => _unfinished?.Fingerprints ?? ImmutableDictionary<VersionAddress, SecretFingerprint?>.Empty;
        set => Begun.Fingerprints = value;
    }

    /// <summary>The versions that this process has written while something is under way, and the credential whose value it put into each.</summary>
    public ImmutableDictionary<VersionAddress, Guid> OwnWrites
    {
        get => _unfinished?.OwnWrites ?? ImmutableDictionary<VersionAddress, Guid>.Empty;
        set => Begun.OwnWrites = value;
    }

    /// <summary>The rotation of this process that was cleanly refused last, whose intent version the next one uses again. Those of other processes are left to them: two that wrote over one version would lose an intent.</summary>
    public RotationId? Refused
    {
        get => _unfinished?.Refused;
        set => Begun.Refused = value;
    }

    /// <summary>Whether the last intent could not be written because the pending secret's name is soft-deleted: then that is looked up before another is tried.</summary>
    public bool IsPendingNameTaken
    {
        get => _unfinished?.IsPendingNameTaken ?? false;
        set => Begun.IsPendingNameTaken = value;
    }

    public RotateRequest? Request
    {
        get => _unfinished?.Request;
        init => Begun.Request = value;
    }

    public RotationId? RequestedRotation
    {
        get => _unfinished?.RequestedRotation;
        set => Begun.RequestedRotation = value;
    }

    /// <summary>The other applications whose secret would have the same name, as the last listing showed them.</summary>
    public IReadOnlyList<Rival> Rivals
    {
        get => _unfinished?.Rivals ?? [];
        set
        {
            if (value.Count > 0 || _unfinished is not null)
            {
                Begun.Rivals = value;
            }
        }
    }

    /// <summary>What was seen when the pass before ended, if all it waited for was the next log-in with a pending value. What looks for itself is planned from it; before anything else is done, all is looked at again.</summary>
    public ProofUnderWay? WhileVerifying
    {
        get => _unfinished?.WhileVerifying;
        set => Begun.WhileVerifying = value;
    }

    /// <summary>What the last pass saw of what is to be done now, if the application is still as it was then; null if its vaults are to be looked at.</summary>
    public Observation? ForeseenFor(DirectoryApplication application, DateTimeOffset now) =>
        Idle?.Shows(WithoutRemoved(application, now)) is true ? Idle.Foreseen : null;

    /// <summary>What the last pass found, if nothing is to be done for a while; null if the next sweep must look again.</summary>
    public IdleSnapshot? Idle { get; set; }

    /// <summary>Whether it is its turn: lists of its vaults, if need be a look, are to tell whether anybody else has done anything there.</summary>
    public bool IsInTurn { get; set; }

    /// <summary>Whether lists of the vaults may do for a look: nothing is awaited, and if something is to be done soon that has been foreseen by a look already.</summary>
    public bool MayBeCheckedByListing(DateTimeOffset now) =>
        Idle is { Checksum: not null } && Sightings.Absences.IsEmpty && (Idle.Foreseen is not null || Idle.Until - now >= IdleSnapshot.Foresight);

    /// <summary>The key under which it is cached.</summary>
    public PolicyKey Key => _declared is not null ? _declared.KeyFor(_application!) : Request!.Subject;

    /// <summary>All that is remembered from now on is about that policy, as it reads now, and that application.</summary>
    public void BeAbout(PolicyAssignment subject) => (_declared, _application) = (subject.Declared, subject.Application!);

    /// <summary>Whether all that is remembered is about another policy, or another application.</summary>
    public bool IsAboutOther(PolicyAssignment subject)
    {
        if (_declared is not { } declared || _application is not { } application)
        {
            return false;
        }

        var (policyNow, now) = (subject.Declared, subject.Application!);
        return application.ObjectId != now.ObjectId
            || (!(ReferenceEquals(declared, policyNow) && ReferenceEquals(application, now)) && !declared.For(application).ReadsLike(policyNow.For(now)));
    }

    /// <summary>Whether nothing is to be done for the application as a new read shows it, so that its vaults need not be read.</summary>
    public bool IsIdle(PolicyAssignment subject, DateTimeOffset now)
    {
        var application = subject.Application!;
        if (Idle is null || IsAboutOther(subject) || !Idle.HoldsFor(WithoutRemoved(application, now), now))
        {
            return false;
        }

        if (Sightings.Absences.IsEmpty)
        {
            return true;
        }

        var shown = application.Credentials.Select(credential => credential.KeyId).ToHashSet();
        var again = Sightings.After(shown, Sightings.Absences.Keys, now);
        if (again.Gone.Any(keyId => !Idle.Gone.Contains(keyId)))
        {
            return false;
        }

        // A read that still shows what was removed lags: the reads that do not are counted anew.
        Sightings = shown.Where(keyId => IsRemoved(keyId, now) && Sightings.Absences.ContainsKey(keyId)).Aggregate(again, (sightings, keyId) => sightings.Awaiting(keyId, now));
        return true;
    }

    /// <summary>Of an application at rest, holds what the sweep holds of it, too, instead of what is equal to that, and nothing that says nothing.</summary>
    public void Share(PolicyAssignment subject)
    {
        if (Idle is not null)
        {
            BeAbout(subject);
            Idle = Idle.Sharing(subject);
            _unfinished = _unfinished is { IsOver: true } ? null : _unfinished;
        }
    }

    /// <summary>Takes note of what this process has written.</summary>
    /// <param name="writes">What the vaults acknowledged; null if only another look can tell.</param>
    /// <param name="keyId">The credential whose value it wrote; null if none.</param>
    public void TakeNoteOf(IReadOnlyList<VaultWrite>? writes, Guid? keyId)
    {
        if (keyId is { } written)
        {
            OwnWrites = OwnWrites.SetItems((writes ?? [])
                .Where(write => write.Fingerprint is not null)
                .Select(write => KeyValuePair.Create(new VersionAddress(write.Vault, write.Secret, write.Version.Version), written)));
        }
    }

    /// <summary>Keeps, at the end of a pass, the log-ins that are proving a pending value, and what was seen if the next of them is all that is waited for.</summary>
    public void KeepWhatProves(PassContext pass, Observation seen, Settled settled, ServiceClock clock)
    {
        var candidate = new PlanningContext(pass.Policy, seen).Candidate;
        Evidence = seen.Evidence.Only(candidate?.Address);
        WhileVerifying = candidate is not null
            && pass.Policy.Verify.LogsIn
            && settled is { Condition: Condition.Rotating, NextAction: Step.Verify, FollowUpAt: { } nextAt }
            && seen.Failures.IsEmpty
                ? new ProofUnderWay(seen.Remembered(), pass.Values.ForUseIn(nextAt - seen.Now, clock))
                : null;
    }

    /// <summary>What may be repeated until time alone brings something about; null if the next sweep must look again.</summary>
    public IdleSnapshot? IdleAfter(ApplicationReport report, Observation seen, Settled settled) => Planner.RestsUntil(report.Policy, seen, settled) is { } until
        ? new IdleSnapshot(until, WithoutRemoved(seen.Application, seen.Now), seen.Sightings.Gone.ToHashSet(), report with { Steps = [] })
        {
            Checksum = VaultChecksum.Of(report.Policy, seen),
            Foreseen = until - seen.Now < IdleSnapshot.Foresight || !Sightings.Absences.IsEmpty ? seen.Remembered() : null,
        }
        : null;

    /// <summary>Takes note at the end of a pass of what is left to be missed: that whose removal was accepted and of which a vault still speaks.</summary>
    public void AwaitRemovals(Observation seen)
    {
        var expected = seen.Expected.ToHashSet();
        Removed = Removed.RemoveRange(Removed.Keys.Where(keyId => !IsRemoved(keyId, seen.Now)));
        Sightings = Removed
            .Where(removed => expected.Contains(removed.Key) && !Sightings.Absences.ContainsKey(removed.Key))
            .Aggregate(Sightings.Only(expected), (sightings, removed) => sightings.Awaiting(removed.Key, seen.Now));
    }

    /// <summary>An application without what a read that lags may still show: the credentials whose removal was accepted of late.</summary>
    public DirectoryApplication WithoutRemoved(DirectoryApplication application, DateTimeOffset now) =>
        application.Credentials.Any(credential => IsRemoved(credential.KeyId, now))
            ? application with { Credentials = [.. application.Credentials.Where(credential => !IsRemoved(credential.KeyId, now))] }
            : application;

    /// <summary>Forgets what reads must show by now, and versions that are no more.</summary>
    public void ForgetOld(Observation seen)
    {
        Issued = Issued.RemoveRange(Issued.Where(issued => seen.Now - issued.Value.StartDateTime >= PlanningContext.MinOrphanAge).Select(issued => issued.Key));
        Fingerprints = seen.Fingerprints.RemoveRange(seen.Fingerprints.Where(known => known.Value is null || !seen.Has(known.Key)).Select(known => known.Key));
        OwnWrites = OwnWrites.RemoveRange(OwnWrites.Keys.Where(address => !seen.Has(address)));
    }

    private Unfinished Begun => _unfinished ??= new Unfinished();

    private bool IsRemoved(Guid keyId, DateTimeOffset now) => Removed.TryGetValue(keyId, out var at) && now - at < PlanningContext.MinOrphanAge;

    /// <summary>What is remembered of an application for which something is under way; of nearly all nothing is.</summary>
    private sealed class Unfinished
    {
        public Sightings Sightings { get; set; } = Sightings.None;

        public Evidence Evidence { get; set; } = Evidence.None;

        public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; set; } = ImmutableDictionary<Guid, DateTimeOffset>.Empty;

        public ImmutableDictionary<Guid, Credential> Issued { get; set; } = ImmutableDictionary<Guid, Credential>.Empty;

        public ImmutableDictionary<VersionAddress, SecretFingerprint?> Fingerprints { get; set; } = ImmutableDictionary<VersionAddress, SecretFingerprint?>.Empty;

        public ImmutableDictionary<VersionAddress, Guid> OwnWrites { get; set; } = ImmutableDictionary<VersionAddress, Guid>.Empty;

        public RotationId? Refused { get; set; }

        public bool IsPendingNameTaken { get; set; }

        public RotateRequest? Request { get; set; }

        public RotationId? RequestedRotation { get; set; }

        public ProofUnderWay? WhileVerifying { get; set; }

        public IReadOnlyList<Rival> Rivals { get; set; } = [];

        /// <summary>Whether it says nothing.</summary>
        public bool IsOver =>
            this is { IsPendingNameTaken: false, Refused: null, Request: null, RequestedRotation: null, WhileVerifying: null, Rivals.Count: 0 }
            && Sightings.Absences.IsEmpty
            && Removed.IsEmpty
            && Issued.IsEmpty
            && ReferenceEquals(Evidence, Evidence.None);
    }
}
