namespace RotationService.Core.Ports;

/// <summary>An Azure service whose answers carry the time. All vaults together count as one.</summary>
public enum TimeService
{
    /// <summary>Microsoft Graph.</summary>
    Graph,

    /// <summary>The token endpoint.</summary>
    TokenEndpoint,

    /// <summary>Key Vault.</summary>
    KeyVault,
}
