using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>The assignments that the service cannot work on, each with the report of the reason.</summary>
internal static class AssignmentProblems
{
    /// <summary>No application has what the policy selects it by.</summary>
    public static PolicyAssignment NotFound(Policy policy) =>
        policy.Application is { Kind: DirectoryKind.ServicePrincipal } selector
            ? Unresolved(
                policy,
                null,
                Reason.ApplicationNotFound,
                $"No service principal{(selector.TenantId is null ? " in the tenant" : "")} has the {selector}. "
                    + "Correct `servicePrincipal` in the policy, or ask an administrator to consent to the application "
                    + $"(az ad sp create --id {selector.AppId}). "
                    + "It can take minutes until a new service principal is listed.")
            : Unresolved(
                policy,
                null,
                Reason.ApplicationNotFound,
                $"No application has the {policy.Application}. Correct `application` in the policy, or register the "
                    + "application. It can take minutes until a new application is listed.");

    /// <summary>No application has a client ID that the policy of a group lists.</summary>
    public static PolicyAssignment NotFound(Policy policy, Guid appId) =>
        Unresolved(
            policy with { Application = ApplicationSelector.ByAppId(appId), Member = appId.ToString("D") },
            null,
            Reason.ApplicationNotFound,
            $"No application has the appId {appId}, which the policy lists. Correct `appIds` in the policy, or "
                + "register the application. It can take minutes until a new application is listed.");

    /// <summary>Several applications have what the policy selects one by.</summary>
    public static PolicyAssignment Ambiguous(Policy policy, IReadOnlyList<DirectoryApplication> matches)
    {
        var isOfTenants = matches.Select(match => match.TenantId).Distinct().Skip(1).Any();
        var message = policy.Application.Kind is DirectoryKind.ServicePrincipal
            ? $"The {policy.Application} has a service principal in {matches.Count} tenants: "
                + $"{string.Join(", ", matches.Select(match => match.TenantId))}. "
                + "To select one of them, set `tenant` in `servicePrincipal`."
            : $"The {policy.Application} matches {matches.Count} applications: "
                + $"{string.Join(", ", matches.Select(Named))}. To select one of them, set `appId`.";
        return Unresolved(policy, null, Reason.ApplicationAmbiguous, message);

        string Named(DirectoryApplication match) =>
            isOfTenants ? $"{match.AppId} in tenant {match.TenantId}" : match.AppId.ToString("D");
    }

    /// <summary>The application may be in a tenant that could not be listed.</summary>
    public static PolicyAssignment Unlisted(Policy policy, IReadOnlyList<UnlistedTenant> unlisted)
    {
        var explained = unlisted.Select(one => Failures.OfListing(one.Failure, one.Kind, one.TenantId)).ToList();
        var reason = explained
            .Select(one => one.Reason)
            .FirstOrDefault(reason => reason.NeedsHuman(), explained[0].Reason);
        return new PolicyAssignment(
            policy,
            null,
            new ApplicationReport(
                policy,
                reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed,
                reason,
                string.Join(" ", explained.Select(one => one.Message)))
            {
                Observed = false
            });
    }

    /// <summary>The policy names an owner whose name Microsoft Graph does not show to the identity.</summary>
    /// <param name="policy">The policy of the group.</param>
    /// <param name="owner">The user principal name of the owner.</param>
    /// <param name="tenants">The tenants that do not show names. Empty for all.</param>
    public static PolicyAssignment OwnersUnnamed(Policy policy, string owner, IReadOnlyList<Guid?> tenants) =>
        Unresolved(
            policy,
            null,
            Reason.PermissionMissing,
            $"Microsoft Graph shows only the object IDs of owners{WhereNamed(tenants)}, so the service cannot "
                + $"determine what {owner} owns{(tenants.Count == 0 ? "" : " there")}. "
                + "Set `owner` to the object ID of that user "
                + $"({ShellCommand.Of($"az ad user show --id {owner} --query id")}), or grant the identity the "
                + "application permission User.Read.All, with admin consent.");

    private static string WhereNamed(IReadOnlyList<Guid?> tenants) =>
        tenants.Count == 0 ? "" : $" in {string.Join(" and ", tenants.Select(tenant => $"tenant {tenant}"))}";

    /// <summary>The application belongs to a group, and the identity may not change it.</summary>
    public static PolicyAssignment NotOwned(Policy declared, DirectoryApplication application)
    {
        var (reason, message) = Failures.OfRight(DirectoryRight.NotOwner, application);
        return Unresolved(declared, application, reason, message);
    }

    /// <summary>The credentials of the application cannot be read.</summary>
    public static PolicyAssignment Unreadable(Policy declared, DirectoryApplication application, string unreadable) =>
        new(
            declared,
            application,
            new ApplicationReport(
                declared.For(application),
                Condition.Failed,
                Reason.UnexpectedError,
                Failures.Unreadable(application, unreadable))
            {
                Application = application
            });

    /// <summary>Key Vault would refuse the name of the secret.</summary>
    public static PolicyAssignment SecretNameRefused(
        Policy declared,
        DirectoryApplication application,
        string problem) =>
        Unresolved(
            declared,
            application,
            Reason.SecretNameRefused,
            $"{char.ToUpperInvariant(problem[0])}{problem[1..]}. "
                + (declared.For(application).Member is null
                    ? "Set a shorter `secret` in the policy."
                    : "Set another name for this application under `overrides`."));

    /// <summary>Several policies claim the application.</summary>
    public static PolicyAssignment ClaimedTwice(
        Policy declared,
        DirectoryApplication application,
        IEnumerable<string> policies) =>
        Unresolved(
            declared,
            application,
            Reason.ClaimedTwice,
            $"The policies {string.Join(" and ", policies.Select(name => $"'{name}'"))} select the same "
                + $"{application.Kind.Noun()} {application.AppId}. "
                + (application.Kind is DirectoryKind.Application
                    ? "Remove all but one of them, or exclude it from a group with `except`."
                    : "Remove all but one of them."));

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
