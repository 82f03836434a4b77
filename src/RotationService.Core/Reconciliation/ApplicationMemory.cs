using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What a process remembers of an application from one pass to the next. All of it only saves calls or waits longer: losing it is always safe.</summary>
internal sealed class ApplicationMemory
{
    /// <summary>The policy, as it read then, and the application's object id that all this is about; null before the first pass.</summary>
    public (Policy Policy, Guid ObjectId)? About { get; set; }

    /// <summary>Whether all that is remembered is about another policy, or another application.</summary>
    public bool IsAboutOther(Policy policy, Guid objectId) => About is { } about && (about.ObjectId != objectId || (!ReferenceEquals(about.Policy, policy) && !about.Policy.ReadsLike(policy)));

    public Sightings Sightings { get; set; } = Sightings.None;

    /// <summary>The log-ins that are proving the pending credential.</summary>
    public Evidence Evidence { get; set; } = Evidence.None;

    /// <summary>When the directory accepted the removal of which credentials.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; set; } = ImmutableDictionary<Guid, DateTimeOffset>.Empty;

    /// <summary>The rotation of this process that was cleanly refused last, whose intent version the next one uses again. Those of other processes are left to them: two that wrote over one version would lose an intent.</summary>
    public RotationId? Refused { get; set; }

    /// <summary>Whether the last intent could not be written because the pending secret's name is soft-deleted: then that is looked up before another is tried.</summary>
    public bool IsPendingNameTaken { get; set; }

    public RotateRequest? Request { get; set; }

    public RotationId? RequestedRotation { get; set; }

    /// <summary>What was seen when the pass before ended, if all it waited for was the next log-in with a pending value. What looks for itself is planned from it; before anything else is done, all is looked at again.</summary>
    public Observation? WhileVerifying { get; set; }

    /// <summary>What the last pass saw of what is to be done now, if the application is still as it was then; null if its vaults are to be looked at.</summary>
    public Observation? ForeseenFor(DirectoryApplication application, DateTimeOffset now) =>
        Rest?.Shows(WithoutRemoved(application, now)) is true ? Rest.Foreseen : null;

    /// <summary>What the last pass found, if nothing is to be done for a while; null if the next sweep must look again.</summary>
    public Rest? Rest { get; set; }

    /// <summary>Whether it is its turn: lists of its vaults, if need be a look, are to tell whether anybody else has done anything there.</summary>
    public bool IsInTurn { get; set; }

    /// <summary>Whether lists of the vaults may do for a look: nothing is awaited, and if something is to be done soon that has been foreseen by a look already.</summary>
    public bool MayBeGlancedAt(DateTimeOffset now) =>
        Rest is { Print: not null } && Sightings.Absences.IsEmpty && (Rest.Foreseen is not null || Rest.Until - now >= Rest.Foresight);

    /// <summary>Whether nothing is to be done for the application as a new read shows it, so that its vaults need not be read.</summary>
    public bool IsAtRest(Policy policy, DirectoryApplication application, DateTimeOffset now)
    {
        if (Rest is null || IsAboutOther(policy, application.ObjectId) || !Rest.HoldsFor(WithoutRemoved(application, now), now))
        {
            return false;
        }

        if (Sightings.Absences.IsEmpty)
        {
            return true;
        }

        var shown = application.Credentials.Select(credential => credential.KeyId).ToHashSet();
        var again = Sightings.After(shown, Sightings.Absences.Keys, now);
        if (again.Gone.Any(keyId => !Rest.Gone.Contains(keyId)))
        {
            return false;
        }

        // A read that still shows what was removed lags: the reads that do not are counted anew.
        Sightings = shown.Where(keyId => IsRemoved(keyId, now) && Sightings.Absences.ContainsKey(keyId)).Aggregate(again, (sightings, keyId) => sightings.Awaiting(keyId, now));
        return true;
    }

    /// <summary>The policy as it is for an application, if it is at rest, unchanged, under the same policies; null if it is to be made anew.</summary>
    public Policy? PolicyAtRest(PolicySet policies, DirectoryApplication application) =>
        Rest is { } rest && ReferenceEquals(rest.Under, policies) && ReferenceEquals(rest.Application, application) ? rest.Report.Policy : null;

    /// <summary>Of an application at rest, holds what the sweep holds of it, too, instead of what is equal to that.</summary>
    public void Share(Subject subject)
    {
        if (Rest is not null)
        {
            About = (subject.Policy, subject.Application!.ObjectId);
            Sightings = Sightings.Absences.IsEmpty ? Sightings.None : Sightings;
            Rest = Rest.Sharing(subject);
        }
    }

    /// <summary>Takes note at the end of a pass of what is left to be missed: that whose removal was accepted and of which a vault still speaks.</summary>
    public void AwaitRemovals(Observation seen)
    {
        var expected = seen.Expected.ToHashSet();
        Sightings = Removed
            .Where(removed => IsRemoved(removed.Key, seen.Now) && expected.Contains(removed.Key) && !Sightings.Absences.ContainsKey(removed.Key))
            .Aggregate(Sightings.Only(expected), (sightings, removed) => sightings.Awaiting(removed.Key, seen.Now));
    }

    /// <summary>An application without what a read that lags may still show: the credentials whose removal was accepted of late.</summary>
    public DirectoryApplication WithoutRemoved(DirectoryApplication application, DateTimeOffset now) =>
        application.Credentials.Any(credential => IsRemoved(credential.KeyId, now))
            ? application with { Credentials = [.. application.Credentials.Where(credential => !IsRemoved(credential.KeyId, now))] }
            : application;

    private bool IsRemoved(Guid keyId, DateTimeOffset now) => Removed.TryGetValue(keyId, out var at) && now - at < Situation.MinOrphanAge;
}
