using RotationService.Core.Credentials;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>A listing of the directory, seen with the policies.</summary>
/// <param name="Subjects">Each policy's applications.</param>
/// <param name="Unmatched">Applications that bear credentials of ours and are under no policy any more; empty while it cannot be told who is under which.</param>
internal sealed record ResolvedListing(IReadOnlyList<PolicyAssignment> Subjects, IReadOnlyList<DirectoryApplication> Unmatched)
{
    /// <summary>Conditions of policies and of no application, in the policies' order.</summary>
    public IReadOnlyList<PolicyReport> Policies { get; init; } = [];
}
