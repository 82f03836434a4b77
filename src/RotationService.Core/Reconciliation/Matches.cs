using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>Which applications fit which policy, found without trying each with each.</summary>
/// <remarks>
/// A group is filed under one thing that all its members bear: a tag, an owner, or how their names begin, whichever it shares with the
/// fewest other groups. An application is then tried with the groups that are filed under what it bears, and with the few that name none
/// of these.
/// </remarks>
internal sealed class Matches
{
    private readonly Dictionary<(DirectoryKind Kind, Guid AppId), DirectoryApplication> _byAppId;
    private readonly ILookup<(DirectoryKind Kind, Guid AppId), DirectoryApplication> _further;
    private readonly ILookup<string, DirectoryApplication> _byName;
    private readonly IReadOnlyList<UnlistedTenant> _unlisted;
    private readonly Dictionary<string, List<DirectoryApplication>> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds them.</summary>
    public Matches(PolicySet policies, DirectoryListing listing)
    {
        _unlisted = listing.Unlisted;

        // A client id is that of one registration, but may have a service principal in every tenant.
        _byAppId = new(listing.Applications.Count);
        _further = listing.Applications.Where(found => !_byAppId.TryAdd((found.Kind, found.AppId), found)).ToLookup(found => (found.Kind, found.AppId));

        IReadOnlyList<DirectoryApplication> applications = listing.Applications.Any(found => found.Kind is DirectoryKind.ServicePrincipal)
            ? [.. listing.Applications.Where(found => found.Kind is DirectoryKind.Application)]
            : listing.Applications;
        _byName = policies.Policies.Any(policy => policy.Application.DisplayName is not null)
            ? applications.ToLookup(application => application.DisplayName, StringComparer.OrdinalIgnoreCase)
            : Enumerable.Empty<DirectoryApplication>().ToLookup(application => application.DisplayName);

        var owned = applications.Where(application => application.Owners.Count > 0).ToList();
        var named = owned.Where(application => application.Owners.Any(owner => owner.Contains('@', StringComparison.Ordinal))).Select(application => application.TenantId).ToHashSet();
        TenantsWithoutOwnersNames = [.. owned.Select(application => application.TenantId).Distinct().Where(tenant => !named.Contains(tenant))];
        ShowsOwnersNames = owned.Count == 0 || named.Count > 0;

        var groups = policies.Policies.Where(policy => policy.Application.Group is not null).Select(policy => new Filed(policy.Application.Group!, _members[policy.Name] = [])).ToList();
        if (groups.Count > 0)
        {
            FindMembers(groups, applications);
        }
    }

    /// <summary>Whether owners are shown by name, as far as there are any, in any tenant.</summary>
    public bool ShowsOwnersNames { get; }

    /// <summary>The tenants that show none of their owners by name, though there are some.</summary>
    public IReadOnlyList<Guid?> TenantsWithoutOwnersNames { get; }

    /// <summary>Whether there is an application with a client id.</summary>
    public bool Knows(Guid appId) => _byAppId.ContainsKey((DirectoryKind.Application, appId));

    /// <summary>What could not be listed of the tenants in which a policy's applications may be.</summary>
    public IReadOnlyList<UnlistedTenant> UnlistedFor(Policy policy) =>
        [.. _unlisted.Where(unlisted => unlisted.Hides(policy.Application.Kind) && policy.Application.MayBeIn(unlisted.TenantId))];

    /// <summary>The applications that fit a policy.</summary>
    public IReadOnlyList<DirectoryApplication> Of(Policy policy) => policy.Application switch
    {
        { Group: not null } => _members[policy.Name],
        { TenantId: not null } selector => [.. Of(selector).Where(application => selector.MayBeIn(application.TenantId))],
        var selector => Of(selector),
    };

    private IReadOnlyList<DirectoryApplication> Of(ApplicationSelector selector) => selector switch
    {
        { AppId: { } appId, Kind: var kind } => _byAppId.TryGetValue((kind, appId), out var application) ? [application, .. _further[(kind, appId)]] : [],
        { DisplayName: var name } => [.. _byName[name!]],
    };

    private static void FindMembers(List<Filed> groups, IReadOnlyList<DirectoryApplication> applications)
    {
        var byTag = groups.Where(filed => filed.Group.Tag is not null).ToLookup(filed => filed.Group.Tag!, StringComparer.OrdinalIgnoreCase);
        var byOwner = groups.Where(filed => filed.Group.Owner is not null).ToLookup(filed => filed.Group.Owner!, StringComparer.OrdinalIgnoreCase);
        var byBeginning = groups.Where(filed => filed.Group.DisplayName is { Beginning.Length: > 0 }).ToLookup(filed => filed.Group.DisplayName!.Beginning, StringComparer.OrdinalIgnoreCase);
        var (tags, owners, beginnings, others) = (NewDrawers(), NewDrawers(), NewDrawers(), new List<Filed>());
        var listed = new Dictionary<Guid, List<Filed>>();
        foreach (var filed in groups)
        {
            foreach (var appId in filed.Group.AppIds)
            {
                Drawer(listed, appId).Add(filed);
            }

            if (filed.Group.Searches)
            {
                Narrowest(filed.Group).Add(filed);
            }
        }

        List<Filed> Narrowest(ApplicationGroup group)
        {
            var (shared, narrowest) = (int.MaxValue, others);
            Consider(byTag, tags, group.Tag);
            Consider(byOwner, owners, group.Owner);
            Consider(byBeginning, beginnings, group.DisplayName?.Beginning);
            return narrowest;

            void Consider(ILookup<string, Filed> all, Dictionary<string, List<Filed>> drawers, string? key)
            {
                if (!string.IsNullOrEmpty(key) && all[key].Count() < shared)
                {
                    (shared, narrowest) = (all[key].Count(), Drawer(drawers, key));
                }
            }
        }

        var lengths = beginnings.Keys.Select(beginning => beginning.Length).Distinct().ToList();
        var byName = beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var application in applications)
        {
            foreach (var filed in listed.GetValueOrDefault(application.AppId) ?? [])
            {
                filed.Add(application, isMember: !filed.Group.Excepts(application));
            }

            foreach (var tag in application.Tags)
            {
                Try(tags.GetValueOrDefault(tag), application);
            }

            foreach (var owner in application.Owners)
            {
                Try(owners.GetValueOrDefault(owner), application);
            }

            foreach (var length in lengths.Where(length => length <= application.DisplayName.Length))
            {
                Try(byName.TryGetValue(application.DisplayName.AsSpan(0, length), out var drawer) ? drawer : null, application);
            }

            Try(others, application);
        }
    }

    private static void Try(List<Filed>? drawer, DirectoryApplication application)
    {
        foreach (var filed in drawer ?? [])
        {
            filed.Add(application, filed.Group.Fits(application) && !filed.Group.Excepts(application));
        }
    }

    private static Dictionary<string, List<Filed>> NewDrawers() => new(StringComparer.OrdinalIgnoreCase);

    private static List<Filed> Drawer<TKey>(Dictionary<TKey, List<Filed>> drawers, TKey key)
        where TKey : notnull =>
        drawers.TryGetValue(key, out var drawer) ? drawer : drawers[key] = [];

    private sealed record Filed(ApplicationGroup Group, List<DirectoryApplication> Members)
    {
        // A group may come up twice for one application, by two spellings of a tag or being listed, too: then it is the last member.
        public void Add(DirectoryApplication application, bool isMember)
        {
            if (isMember && (Members.Count == 0 || !ReferenceEquals(Members[^1], application)))
            {
                Members.Add(application);
            }
        }
    }
}
