namespace RotationService.Core.Planning;

/// <summary>The state of the policy's secret in one of its vaults.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="State">What consumers of the vault get.</param>
public sealed record VaultStanding(Uri Vault, VaultState State)
{
    /// <summary>
    /// The key ID of the credential whose value the newest version holds. Null if the value does not belong to the
    /// service, or there is none.
    /// </summary>
    public Guid? KeyId { get; init; }

    /// <summary>The newest version. Null if there is none, it is disabled, or the vault could not be read.</summary>
    public string? Version { get; init; }

    /// <summary>Why the vault could not be read. Null if it could.</summary>
    public string? Failure { get; init; }
}
