using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Matching;

/// <summary>Finds the applications whose secrets have the same name.</summary>
internal static class SecretNameRivals
{
    /// <summary>
    /// Adds the rivals to each assignment. Which application the name belongs to is for the vault to decide, not for
    /// the display name or the mark of an application.
    /// </summary>
    public static void Find(List<PolicyAssignment> assignments)
    {
        if (!SecretNameCollisions.MayExist(
            assignments.Where(assignment => assignment.Problem is null).Select(assignment => assignment.Policy),
            assignments.Count))
        {
            return;
        }

        var able = Enumerable.Range(0, assignments.Count).Where(index => assignments[index].Problem is null).ToList();
        var rivals = new Dictionary<int, List<Rival>>();
        foreach (var finding in SecretNameCollisions.Find([.. able.Select(index => assignments[index].Policy)]))
        {
            var (late, early) = (able[finding.Policy], able[finding.CollidesWith!.Value]);
            Add(late, early);
            Add(early, late);
        }

        foreach (var (index, others) in rivals)
        {
            assignments[index] = assignments[index] with { Rivals = others };
        }

        void Add(int index, int other)
        {
            if (!rivals.TryGetValue(index, out var others))
            {
                rivals[index] = others = [];
            }

            others.Add(new Rival(assignments[other].Application!, assignments[other].Policy.Secret));
        }
    }
}
