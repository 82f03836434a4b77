using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Rotation;

/// <summary>
/// The state that a process keeps of an application from one pass to the next. It only saves calls or makes the process
/// wait longer, so losing it is always safe.
/// </summary>
internal sealed partial class CachedApplication
{
    private Policy? _declared;
    private DirectoryApplication? _application;
    private Unfinished? _unfinished;

    public Sightings Sightings
    {
        get => _unfinished?.Sightings ?? Sightings.None;
        set => Begun.Sightings = value;
    }

    /// <summary>The log-ins so far that count towards the proof of the pending credential.</summary>
    public Evidence Evidence
    {
        get => _unfinished?.Evidence ?? Evidence.None;
        set => Begun.Evidence = value;
    }

    /// <summary>The credentials whose removal the directory accepted, each with the time.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed
    {
        get => _unfinished?.Removed ?? ImmutableDictionary<Guid, DateTimeOffset>.Empty;
        set => Begun.Removed = value;
    }

    /// <summary>
    /// The credentials that this process issued recently, as the responses showed them. They exist even if reads do not
    /// show them yet.
    /// </summary>
    public ImmutableDictionary<Guid, Credential> Issued
    {
        get => _unfinished?.Issued ?? ImmutableDictionary<Guid, Credential>.Empty;
        set => Begun.Issued = value;
    }

    /// <summary>
    /// The fingerprints of version values that were read while work is in progress. The value of a version never
    /// changes.
    /// </summary>
    public ImmutableDictionary<VersionAddress, ValueFingerprint?> Fingerprints
    {
        get => _unfinished?.Fingerprints ?? ImmutableDictionary<VersionAddress, ValueFingerprint?>.Empty;
        set => Begun.Fingerprints = value;
    }

    /// <summary>
    /// The versions that this process wrote while work is in progress, each with the key ID of the credential whose
    /// value it wrote.
    /// </summary>
    public ImmutableDictionary<VersionAddress, Guid> OwnWrites
    {
        get => _unfinished?.OwnWrites ?? ImmutableDictionary<VersionAddress, Guid>.Empty;
        set => Begun.OwnWrites = value;
    }

    /// <summary>
    /// The last rotation of this process that was cleanly refused. The next rotation reuses its intent version. The
    /// versions of other processes are left to those processes, because two processes that write over the same version
    /// would lose an intent.
    /// </summary>
    public RotationId? Refused
    {
        get => _unfinished?.Refused;
        set => Begun.Refused = value;
    }

    /// <summary>
    /// Whether the last intent could not be written because the pending secret's name is soft-deleted. The name is then
    /// looked up before another intent is tried.
    /// </summary>
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

    /// <summary>
    /// The other applications whose secret would have the same name, as the last listing showed them.
    /// </summary>
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

    /// <summary>
    /// The state at the end of the previous pass, if it only waited for the next log-in with a pending value. Acts that
    /// read again themselves are planned from it. Before any other act everything is observed again.
    /// </summary>
    public ProofUnderWay? WhileVerifying
    {
        get => _unfinished?.WhileVerifying;
        set => Begun.WhileVerifying = value;
    }

    /// <summary>
    /// Returns the last pass's observation for an act that is due now, if the application has not changed since.
    /// Returns null if its vaults must be read.
    /// </summary>
    public Observation? ForeseenFor(DirectoryApplication application, DateTimeOffset now) =>
        Idle?.Shows(WithoutRemoved(application, now)) is true ? Idle.Foreseen : null;

    /// <summary>
    /// The result of the last pass, if nothing is to be done for a while. Null if the next sweep must observe the
    /// application again.
    /// </summary>
    public IdleSnapshot? Idle { get; set; }

    /// <summary>
    /// Whether the vaults of the application are to be checked in this sweep for changes by others, first by their
    /// listings and, if necessary, by reading them.
    /// </summary>
    public bool IsInTurn { get; set; }

    /// <summary>
    /// Whether listings of the vaults can replace an observation: no absence is being counted, and any action that is
    /// due within <see cref="IdleSnapshot.Foresight"/> already has an observation to be planned from.
    /// </summary>
    public bool MayBeCheckedByListing(DateTimeOffset now) =>
        Idle is { Checksum: not null }
        && Sightings.Absences.IsEmpty
        && (Idle.Foreseen is not null || Idle.Until - now >= IdleSnapshot.Foresight);

    /// <summary>The key of the cache entry.</summary>
    public PolicyKey Key => _declared is not null ? _declared.KeyFor(_application!) : Request!.Subject;

    /// <summary>Sets the policy and the application that the cached state is for from now on.</summary>
    public void BeAbout(PolicyAssignment assignment) =>
        (_declared, _application) = (assignment.Declared, assignment.Application!);

    /// <summary>Whether the cached state is for another application, or for a policy with other content.</summary>
    public bool IsAboutOther(PolicyAssignment assignment)
    {
        if (_declared is not { } declared || _application is not { } application)
        {
            return false;
        }

        var (policyNow, now) = (assignment.Declared, assignment.Application!);
        return application.ObjectId != now.ObjectId
            || (!(ReferenceEquals(declared, policyNow) && ReferenceEquals(application, now))
                && !declared.For(application).ReadsLike(policyNow.For(now)));
    }

    /// <summary>
    /// Whether nothing is to be done for the application as a new read shows it, so that its vaults need not be read.
    /// </summary>
    public bool IsIdle(PolicyAssignment assignment, DateTimeOffset now)
    {
        var application = assignment.Application!;
        if (Idle is null || IsAboutOther(assignment) || !Idle.HoldsFor(WithoutRemoved(application, now), now))
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

        // A read that still shows a removed credential lags, so the count of reads that miss it starts again.
        Sightings = shown
            .Where(keyId => IsRemoved(keyId, now) && Sightings.Absences.ContainsKey(keyId))
            .Aggregate(again, (sightings, keyId) => sightings.Awaiting(keyId, now));
        return true;
    }

    /// <summary>
    /// Makes the entry of an idle application share the equal objects of the sweep, and drops state that is empty, to
    /// save memory.
    /// </summary>
    public void Share(PolicyAssignment assignment)
    {
        if (Idle is not null)
        {
            BeAbout(assignment);
            Idle = Idle.Sharing(assignment);
            _unfinished = _unfinished is { IsOver: true } ? null : _unfinished;
        }
    }

    /// <summary>
    /// Returns the application without the credentials whose removal was accepted recently, because a read that lags
    /// can still show them.
    /// </summary>
    public DirectoryApplication WithoutRemoved(DirectoryApplication application, DateTimeOffset now) =>
        application.Credentials.Any(credential => IsRemoved(credential.KeyId, now))
            ? application with
            {
                Credentials = [.. application.Credentials.Where(credential => !IsRemoved(credential.KeyId, now))]
            }
            : application;

    private Unfinished Begun => _unfinished ??= new Unfinished();

    private bool IsRemoved(Guid keyId, DateTimeOffset now) =>
        Removed.TryGetValue(keyId, out var at) && now - at < PlanningContext.MinOrphanAge;
}
