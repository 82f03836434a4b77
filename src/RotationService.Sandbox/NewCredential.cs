namespace RotationService.Sandbox;

/// <summary>A credential that an application already has. It has been visible and usable since its start.</summary>
public sealed record NewCredential
{
    /// <summary>The display name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>How long ago the credential started. The default is 30 days.</summary>
    public TimeSpan StartsAgo { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long from now the credential ends. Negative if it has expired. The default is 180 days.</summary>
    public TimeSpan EndsIn { get; init; } = TimeSpan.FromDays(180);
}
