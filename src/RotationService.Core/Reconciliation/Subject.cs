using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>A policy for one application, and what the listing of the directory says of that application.</summary>
/// <param name="Policy">The policy as it is for that application; as it was declared if it cannot be told which that is.</param>
/// <param name="Application">The application; null if it cannot be told which that is.</param>
/// <param name="Problem">Why it cannot be worked on; null if it can.</param>
internal sealed record Subject(Policy Policy, DirectoryApplication? Application, ApplicationReport? Problem)
{
    /// <summary>The policies that it was found by; null if none.</summary>
    public PolicySet? Under { get; private init; }

    /// <summary>Finds each policy's applications, in the policies' order and within a group by name. What cannot be told, or is claimed by two policies, is a condition and never a pick.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="listing">What the directory showed.</param>
    /// <param name="policyFor">What a policy is for an application, where that is known already; null to make it anew.</param>
    public static IReadOnlyList<Subject> Resolve(PolicySet policies, DirectoryListing listing, Func<Policy, DirectoryApplication, Policy?>? policyFor = null)
    {
        var matches = new Matches(policies, listing);
        var subjects = policies.Policies.SelectMany(policy => Of(policy, policies, matches, policyFor)).ToList();
        RefuseSecondClaims(subjects);
        if (policies.Policies.Any(policy => SecretTemplate.IsTemplate(policy.Secret) || policy.Overrides.Count > 0))
        {
            RefuseSharedSecrets(subjects);
        }

        return subjects;
    }

    private static IEnumerable<Subject> Of(Policy policy, PolicySet policies, Matches matches, Func<Policy, DirectoryApplication, Policy?>? policyFor)
    {
        if (policy.Application.Group is not { } group)
        {
            return [Single(policy, policies, matches)];
        }

        if (group.Owner is { } owner && owner.Contains('@', StringComparison.Ordinal) && !matches.ShowsOwnersNames)
        {
            return [Unresolved(
                policy,
                null,
                Reason.PermissionMissing,
                $"Microsoft Graph shows the owners' object ids only, so it cannot be told what {owner} owns. Write that user's object id as `owner` (az ad user show --id {owner} --query id), or grant the identity the application permission User.Read.All, with admin consent.")];
        }

        var members = matches.Of(policy);
        var missing = group.AppIds.Except(members.Select(member => member.AppId)).Where(appId => !matches.Knows(appId));
        return
        [
            .. members.OrderBy(member => member.DisplayName, StringComparer.OrdinalIgnoreCase).ThenBy(member => member.AppId).Select(member => Member(policyFor?.Invoke(policy, member) ?? policy.For(member), member, policies)),
            .. missing.Select(appId => Unresolved(
                policy with { Application = ApplicationSelector.ByAppId(appId), Member = appId.ToString("D") },
                null,
                Reason.ApplicationNotFound,
                $"No application has the appId {appId}, which the policy lists. Correct `appIds` in the policy, or register it; a new one may take minutes to be listed.")),
        ];
    }

    private static Subject Single(Policy policy, PolicySet policies, Matches matches) => policy.Application.Kind is DirectoryKind.ServicePrincipal
        ? ServicePrincipal(policy, policies, matches)
        : Single(policy, policies, matches.Of(policy));

    private static Subject ServicePrincipal(Policy policy, PolicySet policies, Matches matches)
    {
        if (matches.ServicePrincipalsFailure is { } failure)
        {
            var (reason, message) = Failures.OfListing(failure, DirectoryKind.ServicePrincipal);
            return new Subject(policy, null, new ApplicationReport(policy, reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed, reason, message) { Observed = false });
        }

        return matches.Of(policy) is [var found]
            ? Member(policy.For(found), found, policies)
            : Unresolved(policy, null, Reason.ApplicationNotFound, $"No service principal in the tenant has the {policy.Application}. Correct `servicePrincipal` in the policy, or let an administrator consent to the application (az ad sp create --id {policy.Application.AppId}); a new one may take minutes to be listed.");
    }

    private static Subject Single(Policy policy, PolicySet policies, IReadOnlyList<DirectoryApplication> matches) => matches switch
    {
        [] => Unresolved(policy, null, Reason.ApplicationNotFound, $"No application has the {policy.Application}. Correct `application` in the policy, or register it; a new one may take minutes to be listed."),
        [var application] => Member(policy.For(application), application, policies),
        _ => Unresolved(policy, null, Reason.ApplicationAmbiguous, $"The {policy.Application} fits {matches.Count} applications: {string.Join(", ", matches.Select(match => match.AppId))}. Name the one you mean by `appId`."),
    };

    private static Subject Member(Policy policy, DirectoryApplication application, PolicySet policies) => PolicyRules.SecretNameProblem(policy) is { } problem
        ? Unresolved(policy, application, Reason.SecretNameRefused, $"{char.ToUpperInvariant(problem[0])}{problem[1..]}; {(policy.Member is null ? "write a shorter `secret`" : "give this application a name of its own under `overrides`")}.")
        : new Subject(policy, application, Problem: null) { Under = policies };

    private static void RefuseSecondClaims(List<Subject> subjects)
    {
        var claimed = new HashSet<DirectoryAddress>(subjects.Count);
        var claimedAgain = subjects.Where(subject => subject.Application is { } application && !claimed.Add(application.Address)).Select(subject => subject.Application!.Address).ToHashSet();
        if (claimedAgain.Count == 0)
        {
            return;
        }

        var claims = subjects.Where(subject => subject.Application is { } application && claimedAgain.Contains(application.Address)).ToLookup(subject => subject.Application!.Address, subject => subject.Policy.Name);
        for (var index = 0; index < subjects.Count; index++)
        {
            if (subjects[index] is { Application: { } application, Problem: null } subject && claimedAgain.Contains(application.Address))
            {
                subjects[index] = subject.With(
                    Reason.ClaimedTwice,
                    $"The policies {string.Join(" and ", claims[application.Address].Select(name => $"'{name}'"))} name the same {application.Kind.Noun()} {application.AppId}. Remove all but one{(application.Kind is DirectoryKind.Application ? ", or take it out of a group with `except`" : "")}.");
            }
        }
    }

    /// <summary>Two applications' secrets under one name: the one that has been there goes on, and if that cannot be told, neither.</summary>
    private static void RefuseSharedSecrets(List<Subject> subjects)
    {
        var able = Enumerable.Range(0, subjects.Count).Where(index => subjects[index].Problem is null).ToList();
        foreach (var finding in PolicyRules.EqualSecrets([.. able.Select(index => subjects[index].Policy)]))
        {
            var (late, early) = (able[finding.Policy], able[finding.CollidesWith!.Value]);
            foreach (var (index, other) in ((int, int)[])[(late, early), (early, late)])
            {
                if (!subjects[index].IsAtHome || subjects[other].IsAtHome)
                {
                    subjects[index] = subjects[index].With(
                        Reason.SecretNameShared,
                        $"The secret '{subjects[index].Policy.Secret}' would hold the values of two applications, {subjects[index].Application!.AppId} and {subjects[other].Application!.AppId}. Put {{appId}} into the policy's `secret`, or give one of them a name of its own under `overrides`.");
                }
            }
        }
    }

    /// <summary>When its programs have nothing left that works, as far as a listing tells: at the end of the last of our credentials, or of all if none is ours; long ago if there is none.</summary>
    public DateTimeOffset UrgentBy
    {
        get
        {
            var credentials = Application!.Credentials;
            return credentials.Where(credential => credential.Mark is not null).DefaultIfEmpty(credentials.MaxBy(credential => credential.EndDateTime)).Max(credential => credential?.EndDateTime) ?? DateTimeOffset.MinValue;
        }
    }

    /// <summary>Whether it stands for a group of which it cannot be told who belongs to it.</summary>
    public bool IsUntold => Application is null && Policy.Application.Group is not null;

    // A credential of ours whose value is where the policy puts it.
    private bool IsAtHome => Application!.Credentials.Any(credential =>
        credential.Mark is { } mark
        && mark.VaultName == VaultObservation.NameOf(Policy.Vaults[0])
        && mark.SecretHash == CredentialMark.HashOf(Policy.Secret));

    private Subject With(Reason reason, string message) => Unresolved(Policy, Application, reason, message);

    private static Subject Unresolved(Policy policy, DirectoryApplication? application, Reason reason, string message) =>
        new(policy, application, new ApplicationReport(policy, Condition.NeedsAttention, reason, message) { Application = application });
}
