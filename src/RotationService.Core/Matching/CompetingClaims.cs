using RotationService.Core.Credentials;

namespace RotationService.Core.Matching;

/// <summary>Finds the applications that more than one policy claims.</summary>
internal static class CompetingClaims
{
    /// <summary>
    /// Refuses to work on the applications that several policies claim. If the identity may not change such an
    /// application, its policies report that instead, because the owner of an application chooses the groups that it
    /// fits. Nothing is then rotated under one of the policies if the right is granted while the sweep is under way.
    /// </summary>
    /// <param name="assignments">The assignments. Those that are refused are replaced.</param>
    /// <param name="groups">The members of the groups, and what was left out of them.</param>
    /// <returns>The applications that are claimed at all.</returns>
    public static HashSet<DirectoryApplication> Refuse(List<PolicyAssignment> assignments, GroupMembers groups)
    {
        var claimed = new HashSet<DirectoryApplication>(assignments.Count, DirectoryApplication.ByAddress);
        var claimedAgain = assignments
            .Select(assignment => assignment.Application)
            .OfType<DirectoryApplication>()
            .Concat(groups.LeftOut)
            .Where(application => !claimed.Add(application))
            .ToHashSet(DirectoryApplication.ByAddress);
        if (claimedAgain.Count == 0)
        {
            return claimed;
        }

        var claims = assignments
            .Where(assignment => assignment.Application is { } application && claimedAgain.Contains(application))
            .ToLookup(
                assignment => assignment.Application!,
                assignment => assignment.Declared.Name,
                DirectoryApplication.ByAddress);
        for (var index = 0; index < assignments.Count; index++)
        {
            if (assignments[index] is { Application: { } application, Problem: null, Declared: var declared }
                && claimedAgain.Contains(application))
            {
                assignments[index] = groups.MayChange(application)
                    ? AssignmentProblems.ClaimedTwice(declared, application, claims[application])
                    : AssignmentProblems.NotOwned(declared, application);
            }
        }

        return claimed;
    }
}
