namespace RotationService.Sandbox.State;

/// <summary>A secret with all its versions, oldest first: the last one is what a plain get returns.</summary>
internal sealed class VaultSecret : IEntity
{
    public required string Vault { get; init; }

    public required string Name { get; init; }

    /// <summary>When it was soft-deleted; null while it is there.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    public IList<SecretVersion> Versions { get; init; } = [];

    string IEntity.Kind => "secret";

    string IEntity.Key => KeyOf(Vault, Name);

    internal SecretVersion Newest => Versions[^1];

    internal static string KeyOf(string vault, string name) => $"{vault}/{name.ToLowerInvariant()}";
}
