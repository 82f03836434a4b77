using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>A policy and what the listing of the directory says of its application.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Application">Its application; null if it cannot be told which that is.</param>
/// <param name="Problem">Why not; null if it can.</param>
internal sealed record Subject(Policy Policy, DirectoryApplication? Application, ApplicationReport? Problem)
{
    /// <summary>Finds each policy's application. One that cannot be told, or that two policies name, is a condition and never a pick.</summary>
    public static IReadOnlyList<Subject> Resolve(PolicySet policies, IReadOnlyList<DirectoryApplication> applications)
    {
        var byAppId = applications.ToDictionary(application => application.AppId);
        var byName = applications.ToLookup(application => application.DisplayName, StringComparer.OrdinalIgnoreCase);
        var found = policies.Policies
            .Select(policy => (Policy: policy, Matches: policy.Application.AppId is { } appId
                ? byAppId.TryGetValue(appId, out var application) ? [application] : []
                : byName[policy.Application.DisplayName!].ToArray()))
            .ToList();
        var claims = found.Where(entry => entry.Matches.Length == 1).ToLookup(entry => entry.Matches[0].AppId, entry => entry.Policy.Name);

        return [.. found.Select(entry => entry.Matches switch
        {
            [] => Unresolved(entry.Policy, null, Reason.ApplicationNotFound, $"No application has the {entry.Policy.Application}. Correct `application` in the policy, or register it; a new one may take minutes to be listed."),
            [var application] when claims[application.AppId].Count() > 1 => Unresolved(entry.Policy, application, Reason.ClaimedTwice, $"The policies {string.Join(" and ", claims[application.AppId].Select(name => $"'{name}'"))} name the same application {application.AppId}. Remove all but one."),
            [var application] => new Subject(entry.Policy, application, Problem: null),
            _ => Unresolved(entry.Policy, null, Reason.ApplicationAmbiguous, $"The {entry.Policy.Application} fits {entry.Matches.Length} applications: {string.Join(", ", entry.Matches.Select(match => match.AppId))}. Name the one you mean by `appId`."),
        })];
    }

    private static Subject Unresolved(Policy policy, DirectoryApplication? application, Reason reason, string message) =>
        new(policy, application, new ApplicationReport(policy, Condition.NeedsAttention, reason, message) { Application = application });
}
