using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Matching;

/// <summary>Finds the groups that an application belongs to without testing each group.</summary>
/// <remarks>
/// Each group is filed under one attribute that all its members have: a tag, an owner, or the beginning of the display
/// name. The index uses the attribute that the group shares with the fewest other groups. An application is tested only
/// against the groups filed under its own attributes, and against the few groups that name none.
/// </remarks>
internal sealed class GroupIndex
{
    private readonly IReadOnlyList<ApplicationGroup> _groups;
    private readonly Dictionary<Guid, List<int>> _listed = [];
    private readonly Dictionary<string, List<int>> _tags = NewDrawers();
    private readonly Dictionary<string, List<int>> _owners = NewDrawers();
    private readonly Dictionary<string, List<int>> _beginnings = NewDrawers();
    private readonly List<int> _others = [];
    private readonly Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly int[] _lengths;

    /// <summary>Builds the index.</summary>
    public GroupIndex(IReadOnlyList<ApplicationGroup> groups)
    {
        _groups = groups;
        var byTag = Shared(group => group.Tag);
        var byOwner = Shared(group => group.Owner);
        var byBeginning = Shared(group => group.DisplayName?.Beginning);
        for (var index = 0; index < groups.Count; index++)
        {
            foreach (var appId in groups[index].AppIds)
            {
                Drawer(_listed, appId).Add(index);
            }

            if (groups[index].Searches)
            {
                Narrowest(groups[index]).Add(index);
            }
        }

        _byName = _beginnings.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. _beginnings.Keys.Select(beginning => beginning.Length).Distinct()];

        ILookup<string, ApplicationGroup> Shared(Func<ApplicationGroup, string?> by) =>
            groups
                .Where(group => !string.IsNullOrEmpty(by(group)))
                .ToLookup(group => by(group)!, StringComparer.OrdinalIgnoreCase);

        List<int> Narrowest(ApplicationGroup group)
        {
            var (shared, narrowest) = (int.MaxValue, _others);
            Consider(byTag, _tags, group.Tag);
            Consider(byOwner, _owners, group.Owner);
            Consider(byBeginning, _beginnings, group.DisplayName?.Beginning);
            return narrowest;

            void Consider(ILookup<string, ApplicationGroup> all, Dictionary<string, List<int>> drawers, string? key)
            {
                if (!string.IsNullOrEmpty(key) && all[key].Count() < shared)
                {
                    (shared, narrowest) = (all[key].Count(), Drawer(drawers, key));
                }
            }
        }
    }

    /// <summary>Returns the groups that an application belongs to, each once, by their index in the list.</summary>
    public IReadOnlyList<int> Of(DirectoryApplication application)
    {
        List<int>? found = null;
        foreach (var group in _listed.GetValueOrDefault(application.AppId) ?? [])
        {
            Add(group, _groups[group].Excepts(application));
        }

        foreach (var tag in application.Tags)
        {
            Try(_tags.GetValueOrDefault(tag));
        }

        foreach (var owner in application.Owners)
        {
            Try(_owners.GetValueOrDefault(owner));
        }

        foreach (var length in _lengths)
        {
            if (length <= application.DisplayName.Length)
            {
                Try(_byName.TryGetValue(application.DisplayName.AsSpan(0, length), out var drawer) ? drawer : null);
            }
        }

        Try(_others);
        return found ?? (IReadOnlyList<int>)[];

        void Try(List<int>? drawer)
        {
            foreach (var group in drawer ?? [])
            {
                Add(group, !_groups[group].Fits(application) || _groups[group].Excepts(application));
            }
        }

        void Add(int group, bool isOutside)
        {
            if (!isOutside && found?.Contains(group) is not true)
            {
                (found ??= []).Add(group);
            }
        }
    }

    private static Dictionary<string, List<int>> NewDrawers() => new(StringComparer.OrdinalIgnoreCase);

    private static List<int> Drawer<TKey>(Dictionary<TKey, List<int>> drawers, TKey key)
        where TKey : notnull =>
        drawers.TryGetValue(key, out var drawer) ? drawer : drawers[key] = [];
}
