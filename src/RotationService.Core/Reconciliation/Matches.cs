using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>Which applications fit which policy, found without trying each with each.</summary>
internal sealed class Matches
{
    private readonly Dictionary<Guid, DirectoryApplication> _byAppId;
    private readonly Dictionary<Guid, DirectoryApplication> _servicePrincipals;
    private readonly ILookup<string, DirectoryApplication> _byName;
    private readonly Dictionary<string, List<DirectoryApplication>> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds them.</summary>
    public Matches(PolicySet policies, DirectoryListing listing)
    {
        ServicePrincipalsFailure = listing.ServicePrincipalsFailure;
        _servicePrincipals = listing.Applications.Where(found => found.Kind is DirectoryKind.ServicePrincipal).ToDictionary(found => found.AppId);

        var applications = _servicePrincipals.Count == 0 ? listing.Applications : [.. listing.Applications.Where(found => found.Kind is DirectoryKind.Application)];
        var named = policies.Policies.SelectMany(policy => policy.Application.AppIds).ToHashSet();
        _byAppId = applications.Where(application => named.Contains(application.AppId)).ToDictionary(application => application.AppId);
        _byName = policies.Policies.Any(policy => policy.Application.DisplayName is not null)
            ? applications.ToLookup(application => application.DisplayName, StringComparer.OrdinalIgnoreCase)
            : Enumerable.Empty<DirectoryApplication>().ToLookup(application => application.DisplayName);

        var owners = applications.SelectMany(application => application.Owners);
        ShowsOwnersNames = !owners.Any() || owners.Any(owner => owner.Contains('@', StringComparison.Ordinal));

        var groups = policies.Policies.Where(policy => policy.Application.Group is not null).ToList();
        if (groups.Count > 0)
        {
            FindMembers(groups, applications);
        }
    }

    /// <summary>Why the service principals could not be listed; null if they could.</summary>
    public CallFailure? ServicePrincipalsFailure { get; }

    /// <summary>Whether owners are shown by name, as far as there are any.</summary>
    public bool ShowsOwnersNames { get; }

    /// <summary>Whether there is an application with a client id that a policy names.</summary>
    public bool Knows(Guid appId) => _byAppId.ContainsKey(appId);

    /// <summary>The applications that fit a policy.</summary>
    public IReadOnlyList<DirectoryApplication> Of(Policy policy) => policy.Application switch
    {
        { Group: not null } => _members[policy.Name],
        { AppId: { } appId, Kind: var kind } => (kind is DirectoryKind.ServicePrincipal ? _servicePrincipals : _byAppId).TryGetValue(appId, out var application) ? [application] : [],
        { DisplayName: var name } => [.. _byName[name!]],
    };

    private void FindMembers(List<Policy> policies, IReadOnlyList<DirectoryApplication> applications)
    {
        var index = new GroupIndex([.. policies.Select(policy => policy.Application.Group!)]);
        var members = policies.Select(policy => _members[policy.Name] = []).ToList();
        foreach (var application in applications)
        {
            foreach (var group in index.Of(application))
            {
                members[group].Add(application);
            }
        }
    }
}
