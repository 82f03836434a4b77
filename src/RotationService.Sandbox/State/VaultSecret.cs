namespace RotationService.Sandbox.State;

/// <summary>A secret with all its versions, oldest first. A plain get returns the last one.</summary>
internal sealed class VaultSecret : IEntity
{
    private string? _key;

    public required string Vault { get; init; }

    public required string Name { get; init; }

    /// <summary>When the secret was soft-deleted. Null if it is not deleted.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public IList<SecretVersion> Versions { get; init; } = [];

    string IEntity.Kind => "secret";

    string IEntity.Key => _key ??= KeyOf(Vault, Name);

    internal SecretVersion Newest => Versions[^1];

    /// <summary>
    /// The versions in the order of their identifiers. Versions are never removed, so the list stays valid until one is
    /// added.
    /// </summary>
    internal IReadOnlyList<SecretVersion> ByName
    {
        get => field.Count == Versions.Count
            ? field
            : field = [.. Versions.OrderBy(v => v.Version, StringComparer.Ordinal)];
    } = [];

    /// <summary>Returns a copy that later changes do not affect.</summary>
    internal VaultSecret Copy() => new()
    {
        Vault = Vault,
        Name = Name,
        DeletedAt = DeletedAt,
        Versions = [.. Versions.Select(v => v.Copy())]
    };

    internal static string KeyOf(string vault, string name) => $"{vault}/{name.ToLowerInvariant()}";
}
