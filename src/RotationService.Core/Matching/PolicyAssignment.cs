using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>Assigns a policy to one application, with what the directory listing shows of that application.</summary>
/// <param name="Declared">The policy as the policy file declares it.</param>
/// <param name="Application">The application. Null if it cannot be identified.</param>
/// <param name="Problem">The report of why the service cannot work on the application. Null if it can.</param>
internal sealed record PolicyAssignment(Policy Declared, DirectoryApplication? Application, ApplicationReport? Problem)
{
    /// <summary>
    /// The other applications whose secret would have the same name. The vault decides which application the name
    /// belongs to. Usually empty.
    /// </summary>
    public IReadOnlyList<Rival> Rivals { get; init; } = [];

    /// <summary>
    /// The policy as it applies to this application, or the declared policy if the application is not identified. Built
    /// on each access, because stored policies would take a third of the memory that the members of a large group need.
    /// </summary>
    public Policy Policy => Application is null ? Declared : Declared.For(Application);

    /// <summary>The key that identifies the work on this application.</summary>
    public PolicyKey Key => Application is null ? Declared.Key : Declared.KeyFor(Application);

    /// <summary>The label that is shown to people.</summary>
    public string Label => Application is null ? Declared.Label : Declared.LabelFor(Application);

    /// <summary>
    /// Finds the applications of each policy, in the order of the policies and by display name within a group. If an
    /// application is ambiguous, or two policies claim it, the result is a condition. The method never guesses.
    /// </summary>
    /// <param name="policies">The policies.</param>
    /// <param name="listing">The directory listing.</param>
    public static ResolvedListing Resolve(PolicySet policies, DirectoryListing listing)
    {
        var matches = new Matches(policies, listing);
        var groups = new GroupMembers(policies, listing);
        var assignments = new List<PolicyAssignment>(Math.Max(policies.Policies.Count, listing.Applications.Count));
        assignments.AddRange(policies.Policies.SelectMany(policy => Of(policy, matches, groups)));
        var claimed = CompetingClaims.Refuse(assignments, groups);
        if (policies.Policies.Any(policy => SecretTemplate.IsTemplate(policy.Secret) || policy.Overrides.Count > 0))
        {
            SecretNameRivals.Find(assignments);
        }

        return new ResolvedListing(assignments, Unmatched(assignments, claimed, listing.Applications))
        {
            Policies = groups.Reports
        };
    }

    // While the members of some group are unknown, no application can be called unmatched.
    private static IReadOnlyList<DirectoryApplication> Unmatched(
        List<PolicyAssignment> assignments,
        HashSet<DirectoryApplication> claimed,
        IReadOnlyList<DirectoryApplication> applications) =>
        assignments.Exists(assignment => assignment.IsUnresolvedGroup)
            ? []
            : [.. applications.Where(application =>
                !claimed.Contains(application)
                && application.Credentials.Any(credential => credential.Mark is not null))];

    private static IEnumerable<PolicyAssignment> Of(Policy policy, Matches matches, GroupMembers groups)
    {
        if (policy.Application.Group is not { } group)
        {
            return [Single(policy, matches, groups)];
        }

        var unlisted = matches.UnlistedFor(policy);
        var needsNames = group.Owner?.Contains('@', StringComparison.Ordinal) ?? false;
        if (needsNames && unlisted.Count == 0 && !matches.ShowsOwnersNames)
        {
            return [AssignmentProblems.OwnersUnnamed(policy, group.Owner!, [])];
        }

        var namesAreMissing = needsNames && matches.TenantsWithoutOwnersNames.Count > 0;
        var members = groups.Of(policy, matches.Of(policy), isComplete: unlisted.Count == 0 && !namesAreMissing);
        var missing = unlisted.Count > 0
            ? []
            : group.AppIds.Except(members.Select(member => member.AppId)).Where(appId => !matches.Knows(appId));
        return
        [
            .. members
                .OrderBy(member => member.DisplayName, StringComparer.OrdinalIgnoreCase)
                .ThenBy(member => member.AppId)
                .Select(member => groups.MayChange(member)
                    ? Member(policy, member)
                    : AssignmentProblems.NotOwned(policy, member)),
            .. missing.Select(appId => AssignmentProblems.NotFound(policy, appId)),

            // The visible members are processed. That there may be others is reported once for the group.
            .. unlisted.Count > 0 ? (ReadOnlySpan<PolicyAssignment>)[AssignmentProblems.Unlisted(policy, unlisted)]
                : namesAreMissing ? [OwnersUnnamed()]
                : [],
        ];

        PolicyAssignment OwnersUnnamed() =>
            AssignmentProblems.OwnersUnnamed(policy, group.Owner!, matches.TenantsWithoutOwnersNames);
    }

    private static PolicyAssignment Single(Policy policy, Matches matches, GroupMembers groups)
    {
        var unlisted = matches.UnlistedFor(policy);
        return matches.Of(policy) switch
        {
            [] when unlisted.Count > 0 => AssignmentProblems.Unlisted(policy, unlisted),
            [] => AssignmentProblems.NotFound(policy),
            [var found] => unlisted.Count == 0 || IsOnlyOne(policy, found)
                ? Member(policy, found)
                : AssignmentProblems.Unlisted(policy, unlisted),
            var several when unlisted.Count == 0 && OnlyOneOfOurs(policy, several, groups) is { } ours =>
                Member(policy, ours),
            var several => AssignmentProblems.Ambiguous(policy, several),
        };
    }

    // An incomplete listing may hide another application that fits, so normally none is chosen. There are two
    // exceptions: a client ID belongs to one app registration only, and an application with a credential that the
    // service issued for this very policy was the only one when that credential was made.
    private static bool IsOnlyOne(Policy policy, DirectoryApplication found) =>
        policy.Application is { AppId: not null, Kind: DirectoryKind.Application }
        || new PolicyAssignment(policy, found, Problem: null).IsAtHome;

    // Everybody who may register an application can give it any name. An application that the identity may not change
    // therefore does not make a name ambiguous if the other one has a credential that the service issued for this very
    // policy. Without such a credential no application is meant for certain.
    private static DirectoryApplication? OnlyOneOfOurs(
        Policy policy,
        IReadOnlyList<DirectoryApplication> several,
        GroupMembers groups) =>
        policy.Application.DisplayName is not null
        && several.Where(groups.MayChange).ToList() is [var ours]
        && new PolicyAssignment(policy, ours, Problem: null).IsAtHome
            ? ours
            : null;

    private static PolicyAssignment Member(Policy declared, DirectoryApplication application)
    {
        if (application.Unreadable is { } unreadable)
        {
            return AssignmentProblems.Unreadable(declared, application, unreadable);
        }

        return PolicyRules.SecretNameProblem(declared.For(application)) is { } problem
            ? AssignmentProblems.SecretNameRefused(declared, application, problem)
            : new PolicyAssignment(declared, application, Problem: null);
    }

    /// <summary>
    /// When the programs of the application have no working secret left, as far as a listing shows. It is the end of
    /// the last credential that bears the service's mark, or of the last credential if none does. If there is no
    /// credential, it is <see cref="DateTimeOffset.MinValue"/>.
    /// </summary>
    public DateTimeOffset UrgentBy
    {
        get
        {
            var credentials = Application!.Credentials;
            return credentials
                .Where(credential => credential.Mark is not null)
                .DefaultIfEmpty(credentials.MaxBy(credential => credential.EndDateTime))
                .Max(credential => credential?.EndDateTime) ?? DateTimeOffset.MinValue;
        }
    }

    /// <summary>Whether the assignment stands for a group whose members are unknown.</summary>
    public bool IsUnresolvedGroup => Application is null && Declared.Application.Group is not null;

    /// <summary>
    /// Whether a mark on the application shows a credential that the service issued for this policy: its value belongs
    /// under the policy's secret name in one of the policy's vaults.
    /// </summary>
    public bool IsAtHome
    {
        get
        {
            var policy = Policy;
            return Application!.Credentials.Any(credential =>
                credential.Mark is { } mark
                && policy.Vaults.Any(vault => VaultObservation.NameOf(vault) == mark.VaultName)
                && mark.SecretHash == CredentialMark.HashOf(policy.Secret));
        }
    }
}
