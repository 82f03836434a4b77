using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <content>What a pass leaves behind.</content>
internal sealed partial class CachedApplication
{
    /// <summary>Records the versions that this process wrote.</summary>
    /// <param name="writes">
    /// The writes that the vaults acknowledged. Null if only another observation can show them.
    /// </param>
    /// <param name="keyId">The credential whose value was written. Null if there is none.</param>
    public void TakeNoteOf(IReadOnlyList<VaultWrite>? writes, Guid? keyId)
    {
        if (keyId is { } written)
        {
            OwnWrites = OwnWrites.SetItems((writes ?? [])
                .Where(write => write.Fingerprint is not null)
                .Select(write => KeyValuePair.Create(
                    new VersionAddress(write.Vault, write.Secret, write.Version.Version),
                    written)));
        }
    }

    /// <summary>
    /// Keeps the log-ins that count towards the proof of a pending value at the end of a pass. Also keeps the
    /// observation if the application only waits for the next of these log-ins.
    /// </summary>
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

    /// <summary>
    /// Returns the result that sweeps can repeat until the passage of time causes an action. Returns null if the next
    /// sweep must observe the application again.
    /// </summary>
    public IdleSnapshot? IdleAfter(ApplicationReport report, Observation seen, Settled settled) =>
        Planner.RestsUntil(report.Policy, seen, settled) is { } until
            ? new IdleSnapshot(
                until,
                WithoutRemoved(seen.Application, seen.Now),
                seen.Sightings.Gone.ToHashSet(),
                report with { Steps = [] })
            {
                Checksum = VaultChecksum.Of(report.Policy, seen),
                Foreseen = until - seen.Now < IdleSnapshot.Foresight || !Sightings.Absences.IsEmpty
                    ? seen.Remembered()
                    : null,
            }
            : null;

    /// <summary>
    /// Records, at the end of a pass, which credentials reads must still miss: those whose removal was accepted and
    /// that a vault still names.
    /// </summary>
    public void AwaitRemovals(Observation seen)
    {
        var expected = seen.Expected.ToHashSet();
        Removed = Removed.RemoveRange(Removed.Keys.Where(keyId => !IsRemoved(keyId, seen.Now)));
        Sightings = Removed
            .Where(removed => expected.Contains(removed.Key) && !Sightings.Absences.ContainsKey(removed.Key))
            .Aggregate(Sightings.Only(expected), (sightings, removed) => sightings.Awaiting(removed.Key, seen.Now));
    }

    /// <summary>
    /// Drops the issued credentials that reads must show by now, and the state of versions that no longer exist.
    /// </summary>
    public void ForgetOld(Observation seen)
    {
        Issued = Issued.RemoveRange(Issued
            .Where(issued => seen.Now - issued.Value.StartDateTime >= PlanningContext.MinOrphanAge)
            .Select(issued => issued.Key));
        Fingerprints = seen.Fingerprints.RemoveRange(seen.Fingerprints
            .Where(known => known.Value is null || !seen.Has(known.Key))
            .Select(known => known.Key));
        OwnWrites = OwnWrites.RemoveRange(OwnWrites.Keys.Where(address => !seen.Has(address)));
    }
}
