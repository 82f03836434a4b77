namespace RotationService.Output;

/// <summary>How many HTTP requests were sent, challenges and repeats included.</summary>
/// <param name="Graph">To Microsoft Graph.</param>
/// <param name="Vault">To Key Vault.</param>
/// <param name="Token">To token endpoints.</param>
internal sealed record CallTotals(long Graph, long Vault, long Token);
