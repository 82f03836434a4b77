using RotationService.Core.Credentials;

namespace RotationService.Core.Matching;

/// <summary>Finds the applications that more than one policy claims.</summary>
internal static class CompetingClaims
{
    /// <summary>
    /// Refuses to work on the applications that several policies claim. An application that the identity may not change
    /// is claimed by no policy and blocks none.
    /// </summary>
    /// <returns>The applications that are claimed at all.</returns>
    public static HashSet<DirectoryApplication> Refuse(List<PolicyAssignment> assignments)
    {
        var claimed = new HashSet<DirectoryApplication>(assignments.Count, DirectoryApplication.ByAddress);
        var claimedAgain = assignments
            .Where(assignment =>
                assignment is { Application: not null, IsNotOwned: false } && !claimed.Add(assignment.Application))
            .Select(assignment => assignment.Application!.Address)
            .ToHashSet();
        claimed.UnionWith(assignments
            .Where(assignment => assignment.IsNotOwned)
            .Select(assignment => assignment.Application!));
        if (claimedAgain.Count == 0)
        {
            return claimed;
        }

        var claims = assignments
            .Where(assignment =>
                assignment is { Application: { } application, IsNotOwned: false }
                && claimedAgain.Contains(application.Address))
            .ToLookup(assignment => assignment.Application!.Address, assignment => assignment.Declared.Name);
        for (var index = 0; index < assignments.Count; index++)
        {
            if (assignments[index] is { Application: { } application, Problem: null } assignment
                && claimedAgain.Contains(application.Address))
            {
                assignments[index] = AssignmentProblems.ClaimedTwice(
                    assignment.Declared,
                    application,
                    claims[application.Address]);
            }
        }

        return claimed;
    }
}
