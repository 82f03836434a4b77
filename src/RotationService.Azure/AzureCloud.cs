namespace RotationService.Azure;

/// <summary>Which of Microsoft's clouds the tenant is in.</summary>
public enum AzureCloud
{
    /// <summary>The global one.</summary>
    Public,

    /// <summary>Azure Government of the United States (GCC High; the Department of Defense has a Graph of its own, which is not supported).</summary>
    UsGovernment,

    /// <summary>Azure in China, operated by 21Vianet.</summary>
    China,
}
