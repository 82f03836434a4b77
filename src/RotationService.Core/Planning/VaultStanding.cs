namespace RotationService.Core.Planning;

/// <summary>How the policy's secret stands in one of its vaults.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="State">What is read there.</param>
public sealed record VaultStanding(Uri Vault, VaultState State)
{
    /// <summary>The credential whose value the newest version holds; null if that is not of our making, or there is none.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The newest version; null if there is none, it is disabled, or it could not be read.</summary>
    public string? Version { get; init; }

    /// <summary>Why the vault could not be read; null if it could.</summary>
    public string? Failure { get; init; }
}
