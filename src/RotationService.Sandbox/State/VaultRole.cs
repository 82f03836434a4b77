namespace RotationService.Sandbox.State;

/// <summary>What the operator may do in a vault.</summary>
internal enum VaultRole
{
    /// <summary>Everything with secrets, as Key Vault Secrets Officer.</summary>
    Officer,

    /// <summary>Get and list, as Key Vault Secrets User.</summary>
    Reader,

    /// <summary>Nothing.</summary>
    None,
}
