namespace RotationService.Core.Policies;

/// <summary>Which application a policy is about: one by its client id or by its display name.</summary>
public sealed record ApplicationSelector
{
    private ApplicationSelector()
    {
    }

    /// <summary>The client id; null if the policy names a display name.</summary>
    public Guid? AppId { get; private init; }

    /// <summary>The display name, compared as Graph does, without regard to case; null if the policy names a client id.</summary>
    public string? DisplayName { get; private init; }

    /// <summary>The application with this client id.</summary>
    public static ApplicationSelector ByAppId(Guid appId) => new() { AppId = appId };

    /// <summary>The application with this display name. If two bear it that is a condition, never a pick.</summary>
    public static ApplicationSelector ByDisplayName(string displayName) => new() { DisplayName = displayName };

    /// <inheritdoc/>
    public override string ToString() => AppId is { } appId ? $"appId {appId}" : $"display name \"{DisplayName}\"";
}
