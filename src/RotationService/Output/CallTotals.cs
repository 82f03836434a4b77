namespace RotationService.Output;

/// <summary>The number of HTTP requests sent, including challenges and retries.</summary>
/// <param name="Graph">The number of requests to Microsoft Graph.</param>
/// <param name="Vault">The number of requests to Key Vault.</param>
/// <param name="Token">The number of requests to token endpoints.</param>
internal sealed record CallTotals(long Graph, long Vault, long Token);
