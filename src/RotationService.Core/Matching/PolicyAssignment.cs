using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
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
        var subjects = new List<PolicyAssignment>(Math.Max(policies.Policies.Count, listing.Applications.Count));
        subjects.AddRange(policies.Policies.SelectMany(policy => Of(policy, matches, groups)));
        var claimed = RefuseSecondClaims(subjects);
        claimed.UnionWith(groups.LeftOut);
        if (policies.Policies.Any(policy => SecretTemplate.IsTemplate(policy.Secret) || policy.Overrides.Count > 0))
        {
            FindRivals(subjects);
        }

        return new ResolvedListing(subjects, Unmatched(subjects, claimed, listing.Applications))
        {
            Policies = groups.Reports
        };
    }

    // While the members of some group are unknown, no application can be called unmatched.
    private static IReadOnlyList<DirectoryApplication> Unmatched(
        List<PolicyAssignment> subjects,
        HashSet<DirectoryApplication> claimed,
        IReadOnlyList<DirectoryApplication> applications) =>
        subjects.Exists(subject => subject.IsUntold)
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
            return [OwnersUnnamed(policy, group.Owner!, [])];
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
                .Select(member => groups.MayChange(member) ? Member(policy, member) : NotOwned(policy, member)),
            .. missing.Select(appId => Unresolved(
                policy with { Application = ApplicationSelector.ByAppId(appId), Member = appId.ToString("D") },
                null,
                Reason.ApplicationNotFound,
                $"No application has the appId {appId}, which the policy lists. Correct `appIds` in the policy, or register it; a new one may take minutes to be listed.")),

            // The visible members are processed. That there may be others is reported once for the group.
            .. unlisted.Count > 0 ? (ReadOnlySpan<PolicyAssignment>)[Unlisted(policy, unlisted)]
                : namesAreMissing ? [OwnersUnnamed(policy, group.Owner!, matches.TenantsWithoutOwnersNames)]
                : [],
        ];
    }

    private static PolicyAssignment Single(Policy policy, Matches matches, GroupMembers groups)
    {
        var unlisted = matches.UnlistedFor(policy);
        return matches.Of(policy) switch
        {
            [] when unlisted.Count > 0 => Unlisted(policy, unlisted),
            [] => NotFound(policy),
            [var found] => unlisted.Count == 0 || IsOnlyOne(policy, found)
                ? Member(policy, found)
                : Unlisted(policy, unlisted),
            var several when unlisted.Count == 0 && OnlyOneOfOurs(policy, several, groups) is { } ours =>
                Member(policy, ours),
            var several => Unresolved(policy, null, Reason.ApplicationAmbiguous, Ambiguity(policy, several)),
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

    private static PolicyAssignment NotFound(Policy policy) =>
        policy.Application is { Kind: DirectoryKind.ServicePrincipal } selector
            ? Unresolved(
                policy,
                null,
                Reason.ApplicationNotFound,
                $"No service principal in {(selector.TenantId is null ? "the tenant has" : "that tenant has")} the {selector}. Correct `servicePrincipal` in the policy, or let an administrator consent to the application (az ad sp create --id {selector.AppId}); a new one may take minutes to be listed.")
            : Unresolved(
                policy,
                null,
                Reason.ApplicationNotFound,
                $"No application has the {policy.Application}. Correct `application` in the policy, or register it; a new one may take minutes to be listed.");

    private static string Ambiguity(Policy policy, IReadOnlyList<DirectoryApplication> matches)
    {
        var isOfTenants = matches.Select(match => match.TenantId).Distinct().Skip(1).Any();
        return policy.Application.Kind is DirectoryKind.ServicePrincipal
            ? $"The {policy.Application} has a service principal in {matches.Count} tenants: {string.Join(", ", matches.Select(match => match.TenantId))}. Name the one you mean by `tenant` in `servicePrincipal`."
            : $"The {policy.Application} fits {matches.Count} applications: {string.Join(", ", matches.Select(match => isOfTenants ? $"{match.AppId} in tenant {match.TenantId}" : match.AppId.ToString("D")))}. Name the one you mean by `appId`.";
    }

    private static PolicyAssignment Unlisted(Policy policy, IReadOnlyList<UnlistedTenant> unlisted)
    {
        var told = unlisted.Select(one => Failures.OfListing(one.Failure, one.Kind, one.TenantId)).ToList();
        var reason = told.Select(one => one.Reason).FirstOrDefault(reason => reason.NeedsHuman(), told[0].Reason);
        return new PolicyAssignment(
            policy,
            null,
            new ApplicationReport(
                policy,
                reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed,
                reason,
                string.Join(" ", told.Select(one => one.Message)))
            {
                Observed = false
            });
    }

    private static PolicyAssignment OwnersUnnamed(Policy policy, string owner, IReadOnlyList<Guid?> tenants) =>
        Unresolved(
            policy,
            null,
            Reason.PermissionMissing,
            $"Microsoft Graph shows the owners' object ids only{(tenants.Count == 0 ? "" : $" in {string.Join(" and ", tenants.Select(tenant => $"tenant {tenant}"))}")}, so it cannot be told what {owner} owns{(tenants.Count == 0 ? "" : " there")}. Write that user's object id as `owner` ({ShellCommand.Of($"az ad user show --id {owner} --query id")}), or grant the identity the application permission User.Read.All, with admin consent.");

    private static PolicyAssignment Member(Policy declared, DirectoryApplication application)
    {
        var policy = declared.For(application);
        if (application.Unreadable is { } unreadable)
        {
            return new PolicyAssignment(
                declared,
                application,
                new ApplicationReport(
                    policy,
                    Condition.Failed,
                    Reason.UnexpectedError,
                    Failures.Unreadable(application, unreadable))
                {
                    Application = application
                });
        }

        return PolicyRules.SecretNameProblem(policy) is { } problem
            ? Unresolved(
                declared,
                application,
                Reason.SecretNameRefused,
                $"{char.ToUpperInvariant(problem[0])}{problem[1..]}; {(policy.Member is null ? "write a shorter `secret`" : "give this application a name of its own under `overrides`")}.")
            : new PolicyAssignment(declared, application, Problem: null);
    }

    private static PolicyAssignment NotOwned(Policy declared, DirectoryApplication application)
    {
        var (reason, message) = Failures.OfRight(DirectoryRight.NotOwner, application);
        return Unresolved(declared, application, reason, message);
    }

    // Returns the applications that are claimed at all. An application that the identity may not change is claimed by
    // no policy and blocks none.
    private static HashSet<DirectoryApplication> RefuseSecondClaims(List<PolicyAssignment> subjects)
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
                subjects[index] = subject.With(
                    Reason.ClaimedTwice,
                    $"The policies {string.Join(" and ", claims[application.Address].Select(name => $"'{name}'"))} name the same {application.Kind.Noun()} {application.AppId}. Remove all but one{(application.Kind is DirectoryKind.Application ? ", or take it out of a group with `except`" : "")}.");
            }
        }

        return claimed;
    }

    /// <summary>
    /// Finds the applications whose secrets have the same name. Which of them the name belongs to is for the vault to
    /// decide, not for the display name or the mark of an application.
    /// </summary>
    private static void FindRivals(List<PolicyAssignment> subjects)
    {
        if (!PolicyRules.MayHaveEqualSecrets(
            subjects.Where(subject => subject.Problem is null).Select(subject => subject.Policy),
            subjects.Count))
        {
            return;
        }

        var able = Enumerable.Range(0, subjects.Count).Where(index => subjects[index].Problem is null).ToList();
        var rivals = new Dictionary<int, List<Rival>>();
        foreach (var finding in PolicyRules.EqualSecrets([.. able.Select(index => subjects[index].Policy)]))
        {
            var (late, early) = (able[finding.Policy], able[finding.CollidesWith!.Value]);
            Add(late, early);
            Add(early, late);
        }

        foreach (var (index, others) in rivals)
        {
            subjects[index] = subjects[index] with { Rivals = others };
        }

        void Add(int index, int other)
        {
            if (!rivals.TryGetValue(index, out var others))
            {
                rivals[index] = others = [];
            }

            others.Add(new Rival(subjects[other].Application!, subjects[other].Policy.Secret));
        }
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
    public bool IsUntold => Application is null && Declared.Application.Group is not null;

    /// <summary>Whether the application belongs to a group and the identity may not change it.</summary>
    public bool IsNotOwned => Problem?.Reason is Reason.NotOwner;

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

    private PolicyAssignment With(Reason reason, string message) => Unresolved(Declared, Application, reason, message);

    private static PolicyAssignment Unresolved(
        Policy declared,
        DirectoryApplication? application,
        Reason reason,
        string message) =>
        new(
            declared,
            application,
            new ApplicationReport(
                application is null ? declared : declared.For(application),
                Condition.NeedsAttention,
                reason,
                message)
            {
                Application = application
            });
}
