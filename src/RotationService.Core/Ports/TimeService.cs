namespace RotationService.Core.Ports;

/// <summary>A service whose answers say the time. All vaults count as one, however many there are.</summary>
public enum TimeService
{
    /// <summary>Microsoft Graph.</summary>
    Graph,

    /// <summary>The token endpoint.</summary>
    TokenEndpoint,

    /// <summary>Key Vault.</summary>
    KeyVault,
}
