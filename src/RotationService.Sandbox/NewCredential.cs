namespace RotationService.Sandbox;

/// <summary>A credential that an application already has: visible and usable since its start.</summary>
public sealed record NewCredential
{
    /// <summary>Its display name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>How long ago it started. The default is 30 days.</summary>
    public TimeSpan StartsAgo { get; init; } = TimeSpan.FromDays(30);

    /// <summary>In how long it ends; negative if it has expired. The default is 180 days.</summary>
    public TimeSpan EndsIn { get; init; } = TimeSpan.FromDays(180);
}
