using System.Text.Json.Serialization;

namespace RotationService.Sandbox.State;

/// <summary>One Key Vault and the world's settings for it.</summary>
internal sealed class KeyVault : IEntity
{
    private SortedDictionary<string, VaultSecret>? _shown;

    public required string Name { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>Whether the vault's firewall turns every client away.</summary>
    public bool Firewall { get; set; }

    public VaultRole Role { get; set; }

    /// <summary>Failed over: reads are served, writes are refused (documented; the refusal's form is assumed).</summary>
    public bool ReadOnly { get; set; }

    /// <summary>The copy that is read while the vault has failed over, all of it as of one moment (assumed: that it may be stale is documented, how it is stale is not); null: what is there.</summary>
    public IReadOnlyList<VaultSecret>? Copy
    {
        get;
        set
        {
            field = value;
            _shown = value is null ? null : new(value.ToDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Whether its name no longer resolves.</summary>
    public bool Deleted { get; set; }

    /// <summary>Its secrets by name, soft-deleted ones included; names are compared without regard to case (documented).</summary>
    [JsonIgnore]
    public SortedDictionary<string, VaultSecret> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What reads are answered from: <see cref="Secrets"/>, or the copy.</summary>
    internal SortedDictionary<string, VaultSecret> Shown => _shown ?? Secrets;

    internal VaultHistory History { get; } = new();

    string IEntity.Kind => "vault";

    string IEntity.Key => Name;

    internal string Host => field ??= $"{Name}.vault.azure.net";

    internal Uri Uri => new($"https://{Host}");
}
