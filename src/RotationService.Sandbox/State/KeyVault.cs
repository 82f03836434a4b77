using System.Text.Json.Serialization;

namespace RotationService.Sandbox.State;

/// <summary>One Key Vault and the world's settings for it.</summary>
internal sealed class KeyVault : IEntity
{
    public required string Name { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>Whether the vault's firewall turns every client away.</summary>
    public bool Firewall { get; set; }

    public VaultRole Role { get; set; }

    /// <summary>Failed over: reads are served, writes are refused (documented; the refusal's form is assumed).</summary>
    public bool ReadOnly { get; set; }

    /// <summary>Whether its name no longer resolves.</summary>
    public bool Deleted { get; set; }

    /// <summary>Its secrets by name, soft-deleted ones included; names are compared without regard to case (documented).</summary>
    [JsonIgnore]
    public SortedDictionary<string, VaultSecret> Secrets { get; } = new(StringComparer.OrdinalIgnoreCase);

    string IEntity.Kind => "vault";

    string IEntity.Key => Name;

    internal string Host => $"{Name}.vault.azure.net";

    internal Uri Uri => new($"https://{Host}");
}
