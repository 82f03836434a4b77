namespace RotationService.Sandbox.State;

/// <summary>The rights of the operator in a vault.</summary>
internal enum VaultRole
{
    /// <summary>All operations on secrets, like Key Vault Secrets Officer.</summary>
    Officer,

    /// <summary>Get and list, like Key Vault Secrets User.</summary>
    Reader,

    /// <summary>No rights.</summary>
    None,
}
