using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>Who of those that fit a group belongs to it.</summary>
/// <remarks>
/// Tags, names and marks are for the owner of an application to choose, so an application that the identity may not change takes part in
/// nothing.
/// </remarks>
/// <param name="policies">The policies.</param>
/// <param name="listing">What the directory showed.</param>
internal sealed class GroupMembers(PolicySet policies, DirectoryListing listing)
{
    private readonly List<DirectoryApplication> _leftOut = [];
    private readonly List<PolicyReport> _reports = [];
    private readonly Lazy<IdleExceptions> _idle = new(() => FindIdle(policies, listing));

    /// <summary>Those that fit a group and belong to none, since the identity may not change them.</summary>
    public IReadOnlyList<DirectoryApplication> LeftOut => _leftOut;

    /// <summary>The conditions of the groups asked about so far.</summary>
    public IReadOnlyList<PolicyReport> Reports => _reports;

    /// <summary>Whether the identity may change an application, as far as is known.</summary>
    public bool MayChange(DirectoryApplication application) => listing.Ownership.Allows(application);

    /// <summary>
    /// The members of a policy's group. Those that may not be changed stay in it if the policy lists them or they bear our credential for
    /// it: that we lost the right must not pass in silence.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="fitting">The applications that fit it.</param>
    /// <param name="isComplete">Whether no others may.</param>
    public IReadOnlyList<DirectoryApplication> Of(Policy policy, IReadOnlyList<DirectoryApplication> fitting, bool isComplete)
    {
        var others = fitting.Where(application =>
            !MayChange(application)
            && !policy.Application.AppIds.Contains(application.AppId)
            && !new PolicyAssignment(policy, application, Problem: null).IsAtHome).ToHashSet(DirectoryApplication.ByAddress);
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
            foreach (var application in listing.Applications.Where(application => application.Kind is DirectoryKind.Application))
            {
                idle.See(application);
            }
        }

        return idle;
    }
}
