namespace RotationService.Sandbox.State;

/// <summary>The applications and service principals of all tenants, with indexes for requests.</summary>
internal sealed class DirectoryEntries
{
    private static readonly List<DirectoryEntry> None = [];
    private readonly Dictionary<Guid, DirectoryEntry> _byObjectId = [];
    private readonly Dictionary<(Guid Tenant, Guid AppId, EntryKind Kind), DirectoryEntry> _byAppId = [];
    private readonly Dictionary<(Guid Tenant, EntryKind Kind), List<DirectoryEntry>> _lists = [];

    /// <summary>All entries, in the order of their creation.</summary>
    public IEnumerable<DirectoryEntry> InOrder => _byObjectId.Values.OrderBy(e => e.Sequence);

    /// <summary>The sequence number for the next entry.</summary>
    public int NextSequence { get; private set; }

    public DirectoryEntry? Find(Guid objectId) => _byObjectId.GetValueOrDefault(objectId);

    public DirectoryEntry? Find(Guid tenant, Guid appId, EntryKind kind) =>
        _byAppId.GetValueOrDefault((tenant, appId, kind));

    /// <summary>
    /// Returns all applications or all service principals of a tenant, in the order of their creation.
    /// </summary>
    public IReadOnlyList<DirectoryEntry> List(Guid tenant, EntryKind kind) =>
        _lists.GetValueOrDefault((tenant, kind), None);

    public void Add(DirectoryEntry entry)
    {
        _byObjectId.Add(entry.ObjectId, entry);
        _byAppId[(entry.TenantId, entry.AppId, entry.EntryKind)] = entry;
        if (!_lists.TryGetValue((entry.TenantId, entry.EntryKind), out var list))
        {
            _lists[(entry.TenantId, entry.EntryKind)] = list = [];
        }

        list.Add(entry);
        NextSequence = Math.Max(NextSequence, entry.Sequence + 1);
    }

    public void Clear()
    {
        _byObjectId.Clear();
        _byAppId.Clear();
        _lists.Clear();
        NextSequence = 0;
    }
}
