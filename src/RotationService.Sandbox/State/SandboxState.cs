namespace RotationService.Sandbox.State;

/// <summary>
/// The complete state of the sandbox, and the changes since it was last stored. It is not thread-safe. The lock of the
/// engine guards it.
/// </summary>
internal sealed class SandboxState
{
    private readonly Dictionary<(string Kind, string Key), IEntity?> _changes = [];
    private readonly Dictionary<Guid, Tenant> _tenants = [];
    private readonly Dictionary<string, KeyVault> _vaults = new(StringComparer.OrdinalIgnoreCase);
    private readonly DirectoryEntries _entries = new();
    private readonly HashSet<string> _secretTexts = new(StringComparer.Ordinal);

    public Generator Generator { get; private set; } = new();

    public OperatorIdentity Operator { get; private set; } = new()
    {
        TenantId = Guid.Empty,
        ClientId = Guid.Empty,
        ClientSecret = ""
    };

    public Settings Settings { get; private set; } = new();

    /// <summary>
    /// How far the <c>Date</c> header of each service is ahead of the time, by the name of the service in faults. Like
    /// faults, it is not stored.
    /// </summary>
    public Dictionary<string, TimeSpan> DatesAhead { get; } = [];

    public IReadOnlyCollection<Tenant> Tenants => _tenants.Values;

    public IEnumerable<KeyVault> Vaults => _vaults.Values.OrderBy(v => v.Name, StringComparer.Ordinal);

    public IEnumerable<DirectoryEntry> Entries => _entries.InOrder;

    /// <summary>
    /// Every secret value that was made or stored here since the start, including removed and purged ones.
    /// </summary>
    public IReadOnlyCollection<string> SecretTexts => _secretTexts;

    public int NextSequence => _entries.NextSequence;

    public bool HasTenant(Guid tenantId) => _tenants.ContainsKey(tenantId);

    public KeyVault? Vault(string name) =>
        _vaults.GetValueOrDefault(name) is { Deleted: false } vault ? vault : null;

    /// <summary>Returns the vault with a host name. Returns null if no such name resolves.</summary>
    public KeyVault? VaultAt(string host) =>
        host.EndsWith(".vault.azure.net", StringComparison.OrdinalIgnoreCase)
        && _vaults
            .GetAlternateLookup<ReadOnlySpan<char>>()
            .TryGetValue(host.AsSpan(..^".vault.azure.net".Length), out var vault)
        && !vault.Deleted
            ? vault
            : null;

    public KeyVault? VaultEvenDeleted(string name) => _vaults.GetValueOrDefault(name);

    public DirectoryEntry? Entry(Guid objectId) => _entries.Find(objectId);

    public DirectoryEntry? Entry(Guid tenant, Guid appId, EntryKind kind) => _entries.Find(tenant, appId, kind);

    /// <summary>
    /// Returns all applications or all service principals of a tenant, in the order of their creation.
    /// </summary>
    public IReadOnlyList<DirectoryEntry> List(Guid tenant, EntryKind kind) => _entries.List(tenant, kind);

    /// <summary>Adds or replaces an entity and records that it has changed.</summary>
    public void Put(IEntity entity)
    {
        Place(entity);
        Touch(entity);
    }

    /// <summary>Records that an entity has changed.</summary>
    public void Touch(IEntity entity)
    {
        Witnessed?.Add(entity);
        _changes[(entity.Kind, entity.Key)] = entity;
    }

    /// <summary>The changes that the engine's witness has not received yet. Null if there is no witness.</summary>
    public List<IEntity>? Witnessed { get; set; }

    /// <summary>Removes a purged secret.</summary>
    public void Purge(VaultSecret secret)
    {
        _vaults[secret.Vault].Secrets.Remove(secret.Name);
        Witnessed?.Add(secret);
        _changes[("secret", ((IEntity)secret).Key)] = null;
    }

    /// <summary>
    /// Adds a credential with a new value. It becomes usable after a random delay of at most
    /// <see cref="Settings.UsabilityDelay"/>.
    /// </summary>
    public Credential Issue(
        DirectoryEntry entry,
        string? displayName,
        DateTimeOffset start,
        DateTimeOffset end,
        DateTimeOffset now,
        bool startDefaulted = false,
        bool endDefaulted = false)
    {
        var credential = new Credential
        {
            KeyId = Generator.Guid(),
            DisplayName = displayName,
            StartDateTime = start,
            EndDateTime = end,
            StartDefaulted = startDefaulted,
            EndDefaulted = endDefaulted,
            SecretText = Generator.SecretText(),
            CreatedAt = now,
            UsableAt = now + Settings.UsabilityDelay * Generator.Fraction(),
        };
        entry.Credentials.Add(credential);
        RememberSecret(credential.SecretText);
        return credential;
    }

    /// <summary>Adds a version, which becomes the newest one.</summary>
    public (VaultSecret Secret, SecretVersion Version) SetSecret(
        KeyVault vault,
        string name,
        string value,
        DateTimeOffset now)
    {
        vault.History.Remember(vault, name, now);
        if (!vault.Secrets.TryGetValue(name, out var secret))
        {
            secret = new VaultSecret { Vault = vault.Name, Name = name };
            vault.Secrets.Add(name, secret);
        }

        var version = new SecretVersion
        {
            Version = Generator.Guid().ToString("n"),
            Value = value,
            PreviousVersion = secret.Versions.Count == 0 ? null : secret.Newest.Version,
            CreatedAt = now,
            UpdatedAt = now,
        };
        secret.Versions.Add(version);
        RememberSecret(value);
        Touch(secret);
        return (secret, version);
    }

    public void RememberSecret(string text) => _secretTexts.Add(text);

    /// <summary>
    /// Returns the changes since the state was last stored. They stay until <see cref="Kept"/> is called.
    /// </summary>
    public IReadOnlyList<StateRecord> Changes(DateTimeOffset now)
    {
        if (Generator.NeedsReservation)
        {
            Touch(Generator.Reserve());
        }

        if (_changes.Count == 0)
        {
            return [];
        }

        Touch(new ClockPosition { Now = now });
        return
        [
            .. _changes.Select(c => c.Value is null
                ? new StateRecord(c.Key.Kind, c.Key.Key, null)
                : EntityRecords.Of(c.Value))
        ];
    }

    public void Kept() => _changes.Clear();

    public IReadOnlyList<StateRecord> Export(DateTimeOffset now) =>
    [
        EntityRecords.Of(Operator),
        EntityRecords.Of(Generator.Reserve()),
        EntityRecords.Of(Settings),
        EntityRecords.Of(new ClockPosition { Now = now }),
        .. _tenants.Values.Select(EntityRecords.Of),
        .. Entries.Select(EntityRecords.Of),
        .. Vaults.Select(EntityRecords.Of),
        .. Vaults.SelectMany(v => v.Secrets.Values).Select(EntityRecords.Of),
    ];

    /// <summary>Replaces the state with stored records. Later records override earlier ones.</summary>
    /// <returns>The stored position of the clock. Null if there is none.</returns>
    public DateTimeOffset? Restore(IEnumerable<StateRecord> records)
    {
        var newest = new Dictionary<(string Kind, string Key), StateRecord>();
        foreach (var record in records)
        {
            newest[(record.Kind, record.Key)] = record;
        }

        if (newest.Count == 0)
        {
            return null;
        }

        Clear();
        DateTimeOffset? clock = null;
        foreach (var entity in newest.Values
            .Select(EntityRecords.Read)
            .OfType<IEntity>()
            .OrderBy(e => e is VaultSecret)
            .ThenBy(e => (e as DirectoryEntry)?.Sequence))
        {
            if (entity is ClockPosition position)
            {
                clock = position.Now;
            }

            Place(entity);
        }

        return clock;
    }

    private void Clear()
    {
        _changes.Clear();
        _tenants.Clear();
        _vaults.Clear();
        _entries.Clear();
    }

    private void Place(IEntity entity)
    {
        switch (entity)
        {
            case Generator generator:
                Generator = generator;
                break;
            case OperatorIdentity identity:
                Operator = identity;
                RememberSecret(identity.ClientSecret);
                break;
            case Settings settings:
                Settings = settings;
                break;
            case Tenant tenant:
                _tenants[tenant.TenantId] = tenant;
                break;
            case KeyVault vault:
                _vaults[vault.Name] = vault;
                foreach (var version in (vault.Copy ?? []).SelectMany(s => s.Versions))
                {
                    RememberSecret(version.Value);
                }

                break;
            case VaultSecret secret:
                _vaults[secret.Vault].Secrets[secret.Name] = secret;
                foreach (var version in secret.Versions)
                {
                    RememberSecret(version.Value);
                }

                break;
            case DirectoryEntry entry:
                _entries.Add(entry);
                foreach (var credential in entry.Credentials)
                {
                    RememberSecret(credential.SecretText);
                }

                break;
            default:
                break;
        }
    }
}
