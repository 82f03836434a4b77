namespace RotationService.Azure;

/// <summary>The Microsoft cloud that holds the tenant.</summary>
public enum AzureCloud
{
    /// <summary>The global cloud.</summary>
    Public,

    /// <summary>
    /// Azure Government of the United States (GCC High). The Department of Defense has a Graph endpoint of its own,
    /// which is not supported.
    /// </summary>
    UsGovernment,

    /// <summary>Azure in China, operated by 21Vianet.</summary>
    China,
}
