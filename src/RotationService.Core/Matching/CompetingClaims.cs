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
    public static HashSet<DirectoryApplication> Refuse(List<PolicyAssignment> subjects)
    {
        var claimed = new HashSet<DirectoryApplication>(subjects.Count, DirectoryApplication.ByAddress);
        var claimedAgain = subjects
            .Where(subject =>
                subject is { Application: not null, IsNotOwned: false } && !claimed.Add(subject.Application))
            .Select(subject => subject.Application!.Address)
            .ToHashSet();
        claimed.UnionWith(subjects.Where(subject => subject.IsNotOwned).Select(subject => subject.Application!));
        if (claimedAgain.Count == 0)
        {
            return claimed;
        }

        var claims = subjects
            .Where(subject =>
                subject is { Application: { } application, IsNotOwned: false }
                && claimedAgain.Contains(application.Address))
            .ToLookup(subject => subject.Application!.Address, subject => subject.Declared.Name);
        for (var index = 0; index < subjects.Count; index++)
        {
            if (subjects[index] is { Application: { } application, Problem: null } subject
                && claimedAgain.Contains(application.Address))
            {
                subjects[index] = AssignmentProblems.ClaimedTwice(
                    subject.Declared,
                    application,
                    claims[application.Address]);
            }
        }

        return claimed;
    }
}
