using System.Text.Json.Serialization;

namespace RotationService.Sandbox.State;

/// <summary>One key vault and its settings in the sandbox.</summary>
internal sealed class KeyVault : IEntity
{
    private SortedDictionary<string, VaultSecret>? _shown;

    public required string Name { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>Whether the firewall of the vault refuses all clients.</summary>
    public bool Firewall { get; set; }

    public VaultRole Role { get; set; }

    /// <summary>
    /// Whether the vault has failed over. It then serves reads and refuses writes (documented). The form of the error
    /// is an assumption.
    /// </summary>
    public bool ReadOnly { get; set; }

    /// <summary>
    /// The copy that reads use while the vault has failed over, with the state of one moment. That it may be stale is
    /// documented. In what way it is stale is an assumption. Null if reads use the current state.
    /// </summary>
    public IReadOnlyList<VaultSecret>? Copy
    {
        get;
        set
        {
            field = value;
            _shown = value is null
                ? null
                : new(
                    value.ToDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase),
                    StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Whether the name of the vault no longer resolves.</summary>
    public bool Deleted { get; set; }

    /// <summary>
    /// The secrets by name, including soft-deleted ones. Names are compared without regard to case (documented).
    /// </summary>
    [JsonIgnore]
    public SortedDictionary<string, VaultSecret> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The secrets that reads use: <see cref="Secrets"/>, or the copy.</summary>
    internal SortedDictionary<string, VaultSecret> Shown => _shown ?? Secrets;

    internal VaultHistory History { get; } = new();

    string IEntity.Kind => "vault";

    string IEntity.Key => Name;

    internal string Host => field ??= $"{Name}.vault.azure.net";

    internal Uri Uri => new($"https://{Host}");
}
