using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>Decides which of the applications that fit a group belong to it.</summary>
/// <remarks>
/// The owner of an application chooses its tags, names and marks. An application that the identity may not change
/// therefore takes part in nothing.
/// </remarks>
/// <param name="policies">The policies.</param>
/// <param name="listing">The directory listing.</param>
internal sealed class GroupMembers(PolicySet policies, DirectoryListing listing)
{
    private readonly List<DirectoryApplication> _leftOut = [];
    private readonly List<PolicyReport> _reports = [];
    private readonly Lazy<IdleExceptions> _idle = new(() => FindIdle(policies, listing));

    /// <summary>
    /// The applications that fit a group but belong to none, because the identity may not change them.
    /// </summary>
    public IReadOnlyList<DirectoryApplication> LeftOut => _leftOut;

    /// <summary>The conditions of the groups that <see cref="Of"/> was called for so far.</summary>
    public IReadOnlyList<PolicyReport> Reports => _reports;

    /// <summary>Whether the identity may change an application, as far as is known.</summary>
    public bool MayChange(DirectoryApplication application) => listing.Ownership.Allows(application);

    /// <summary>
    /// Returns the members of a policy's group. An application that the identity may not change stays a member if the
    /// policy lists it or if it has a credential that the service issued for the policy. The loss of the right must not
    /// go unnoticed.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="fitting">The applications that fit the group.</param>
    /// <param name="isComplete">Whether the listing shows every application that can fit.</param>
    public IReadOnlyList<DirectoryApplication> Of(
        Policy policy,
        IReadOnlyList<DirectoryApplication> fitting,
        bool isComplete)
    {
        var others = fitting
            .Where(application =>
                !MayChange(application)
                && !policy.Application.AppIds.Contains(application.AppId)
                && !new PolicyAssignment(policy, application, Problem: null).IsAtHome)
            .ToHashSet(DirectoryApplication.ByAddress);
        var members = others.Count == 0 ? fitting : [.. fitting.Where(application => !others.Contains(application))];
        _leftOut.AddRange(others);
        _reports.AddRange(GroupReports.Of(policy, members, [.. others], isComplete ? _idle.Value : null));
        return members;
    }

    private static IdleExceptions FindIdle(PolicySet policies, DirectoryListing listing)
    {
        var groups = policies.Policies.Select(policy => policy.Application.Group).OfType<ApplicationGroup>().ToList();
        var idle = new IdleExceptions(groups);
        if (groups.Exists(group => group.ExceptAppIds.Count + group.ExceptNames.Count > 0))
        {
            foreach (var application in listing.Applications.Where(application =>
                application.Kind is DirectoryKind.Application))
            {
                idle.See(application);
            }
        }

        return idle;
    }
}
