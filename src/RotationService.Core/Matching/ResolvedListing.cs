using RotationService.Core.Credentials;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>A directory listing after the policies were matched with it.</summary>
/// <param name="Assignments">The assignments of policies to applications.</param>
/// <param name="Unmatched">
/// Applications that have credentials with the service's mark and are no longer under a policy. Empty while the members
/// of some group are unknown.
/// </param>
internal sealed record ResolvedListing(
    IReadOnlyList<PolicyAssignment> Assignments,
    IReadOnlyList<DirectoryApplication> Unmatched)
{
    /// <summary>The conditions of policies that belong to no application, in the order of the policies.</summary>
    public IReadOnlyList<PolicyReport> Policies { get; init; } = [];
}
