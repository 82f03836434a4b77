using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <content>How many versions of an application's secrets the service may write: a vault refuses backups of a secret with more than 500.</content>
internal sealed partial class Judge
{
    /// <summary>The versions of a rotation: its intent, the pending value, and the published one in the first vault.</summary>
    private const int OfOneRotation = 3;

    /// <summary>How many attempts the first day has room for, and one that was under way.</summary>
    private const int FirstAttempts = 5;

    private int _disturbances;

    /// <summary>Something went wrong with a request or a record, or a process ended: an attempt that came to nothing may have left a version.</summary>
    public void Disturbed(Request? request)
    {
        if (request is not null && CaseOf(request) is { } known)
        {
            known.Disturbances++;
        }
        else
        {
            _disturbances++;
        }
    }

    /// <summary>Judges that every version has a cause: at most three for a rotation, and one in each vault for every write of others.</summary>
    public void JudgeVersions()
    {
        foreach (var known in _cases.Values)
        {
            var most = MostVersions(known);
            if (known.Written > most)
            {
                Violated("A6", $"{known.Written} versions of the secrets of {known.Wish.Name} were written for {known.Issued} rotations and {known.WrittenByOthers} writes of others, which are reasons for {most}.");
            }
        }
    }

    /// <summary>Judges that what never works is tried again at longer and longer intervals, and in the end once a day.</summary>
    /// <param name="before">How many credentials each application had been issued when it began.</param>
    /// <param name="length">How long it lasted.</param>
    public void JudgeAttempts(IReadOnlyDictionary<Case, int> before, TimeSpan length)
    {
        foreach (var known in _cases.Values)
        {
            var attempts = known.Issued - before.GetValueOrDefault(known, known.Issued);
            if (attempts > FirstAttempts + world.Machines.Count + (int)length.TotalDays)
            {
                Violated("A6", $"{attempts} credentials were issued for {known.Wish.Name} in {length}, and none worked.");
            }
        }
    }

    private int MostVersions(Case known)
    {
        var vaults = known.Slots.Select(slot => slot.Vault).Distinct(StringComparer.Ordinal).Count();

        // The directory refused to issue: the next attempt carries on the intent. Processes in step have made one each.
        var refused = world.Party?.Rights.Contains(Right.NoIssue) == true ? world.Machines.Count - 1 : 0;
        return (known.Issued * (OfOneRotation + vaults - 1)) + (vaults * (known.WrittenByOthers + known.Wanted)) + known.Disturbances + _disturbances + refused;
    }
}
