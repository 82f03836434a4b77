namespace RotationService.Sandbox.State;

/// <summary>A secret with all its versions, oldest first: the last one is what a plain get returns.</summary>
internal sealed class VaultSecret : IEntity
{
    private string? _key;

    public required string Vault { get; init; }

    public required string Name { get; init; }

    /// <summary>When it was soft-deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public IList<SecretVersion> Versions { get; init; } = [];

    string IEntity.Kind => "secret";

    string IEntity.Key => _key ??= KeyOf(Vault, Name);

    internal SecretVersion Newest => Versions[^1];

    /// <summary>The versions in the order of their names. None is ever taken away, so the list is good until one is added.</summary>
    internal IReadOnlyList<SecretVersion> ByName
    {
        get => field.Count == Versions.Count ? field : field = [.. Versions.OrderBy(v => v.Version, StringComparer.Ordinal)];
    } = [];

    /// <summary>As it is now, whatever becomes of it.</summary>
    internal VaultSecret Copy() => new() { Vault = Vault, Name = Name, DeletedAt = DeletedAt, Versions = [.. Versions.Select(v => v.Copy())] };

    internal static string KeyOf(string vault, string name) => $"{vault}/{name.ToLowerInvariant()}";
}
