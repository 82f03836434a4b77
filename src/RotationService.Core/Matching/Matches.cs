using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>Finds the applications that fit each policy without testing every pair.</summary>
internal sealed class Matches
{
    private readonly Dictionary<(DirectoryKind Kind, Guid AppId), DirectoryApplication> _byAppId;
    private readonly ILookup<(DirectoryKind Kind, Guid AppId), DirectoryApplication> _further;
    private readonly ILookup<string, DirectoryApplication> _byName;
    private readonly IReadOnlyList<UnlistedTenant> _unlisted;
    private readonly Dictionary<string, List<DirectoryApplication>> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Matches the policies with the listing.</summary>
    public Matches(PolicySet policies, DirectoryListing listing)
    {
        _unlisted = listing.Unlisted;

        // Only one app registration has a client ID, but every tenant can have a service principal with it.
        var appIds = policies.Policies.SelectMany(policy => policy.Application.AppIds).ToHashSet();
        _byAppId = [];
        _further = listing.Applications
            .Where(found => appIds.Contains(found.AppId) && !_byAppId.TryAdd((found.Kind, found.AppId), found))
            .ToLookup(found => (found.Kind, found.AppId));

        IReadOnlyList<DirectoryApplication> applications =
            listing.Applications.Any(found => found.Kind is DirectoryKind.ServicePrincipal)
                ? [.. listing.Applications.Where(found => found.Kind is DirectoryKind.Application)]
                : listing.Applications;
        _byName = policies.Policies.Any(policy => policy.Application.DisplayName is not null)
            ? applications.ToLookup(application => application.DisplayName, StringComparer.OrdinalIgnoreCase)
            : Enumerable.Empty<DirectoryApplication>().ToLookup(application => application.DisplayName);

        var owned = applications.Where(application => application.Owners.Count > 0).ToList();
        var named = owned
            .Where(application => application.Owners.Any(owner => owner.Contains('@', StringComparison.Ordinal)))
            .Select(application => application.TenantId)
            .ToHashSet();
        TenantsWithoutOwnersNames =
        [
            .. owned
                .Select(application => application.TenantId)
                .Distinct()
                .Where(tenant => !named.Contains(tenant))
        ];
        ShowsOwnersNames = owned.Count == 0 || named.Count > 0;

        var groups = policies.Policies.Where(policy => policy.Application.Group is not null).ToList();
        if (groups.Count > 0)
        {
            FindMembers(groups, applications);
        }
    }

    /// <summary>Whether some tenant shows owners by name. True if there are no owners.</summary>
    public bool ShowsOwnersNames { get; }

    /// <summary>The tenants that have owners but show none of them by name.</summary>
    public IReadOnlyList<Guid?> TenantsWithoutOwnersNames { get; }

    /// <summary>Whether an app registration with a client ID that a policy names exists.</summary>
    public bool Knows(Guid appId) => _byAppId.ContainsKey((DirectoryKind.Application, appId));

    /// <summary>
    /// Returns the parts that could not be listed of the tenants that may contain a policy's applications.
    /// </summary>
    public IReadOnlyList<UnlistedTenant> UnlistedFor(Policy policy) =>
    [
        .. _unlisted.Where(unlisted =>
            unlisted.Hides(policy.Application.Kind) && policy.Application.MayBeIn(unlisted.TenantId))
    ];

    /// <summary>Returns the applications that fit a policy.</summary>
    public IReadOnlyList<DirectoryApplication> Of(Policy policy) => policy.Application switch
    {
        { Group: not null } => _members[policy.Name],
        { TenantId: not null } selector =>
            [.. Of(selector).Where(application => selector.MayBeIn(application.TenantId))],
        var selector => Of(selector),
    };

    private IReadOnlyList<DirectoryApplication> Of(ApplicationSelector selector) => selector switch
    {
        { AppId: { } appId, Kind: var kind } => _byAppId.TryGetValue((kind, appId), out var application)
            ? [application, .. _further[(kind, appId)]]
            : [],
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
