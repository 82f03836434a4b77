using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>Which applications a policy is about: one by its client id or by its display name, or a group; or a service principal by its client id.</summary>
public sealed record ApplicationSelector
{
    private ApplicationSelector()
    {
    }

    /// <summary>Whether it is about registrations or about a service principal.</summary>
    public DirectoryKind Kind { get; private init; }

    /// <summary>The tenant that a single one is in; null, the default, for whichever of the policy file's has it.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The client id; null if the policy names none.</summary>
    public Guid? AppId { get; private init; }

    /// <summary>The display name of a single application, compared as Graph does, without regard to case; null if the policy names none.</summary>
    public string? DisplayName { get; private init; }

    /// <summary>The group; null if the policy is about a single application.</summary>
    public ApplicationGroup? Group { get; private init; }

    /// <summary>The applications that it names by client id, alone or as some of a group.</summary>
    internal IReadOnlyList<Guid> AppIds => AppId is { } appId ? [appId] : Group?.AppIds ?? [];

    /// <summary>The application with this client id.</summary>
    public static ApplicationSelector ByAppId(Guid appId) => new() { AppId = appId };

    /// <summary>The service principal with this client id. Its display name tells nothing: whoever publishes the application chooses that, and may change it.</summary>
    public static ApplicationSelector ServicePrincipal(Guid appId) => new() { Kind = DirectoryKind.ServicePrincipal, AppId = appId };

    /// <summary>The application with this display name. If two bear it that is a condition, never a pick.</summary>
    public static ApplicationSelector ByDisplayName(string displayName) => new() { DisplayName = displayName };

    /// <summary>All applications of a group.</summary>
    public static ApplicationSelector Of(ApplicationGroup group) => new() { Group = group };

    /// <summary>Whether it names an application, by client id or display name.</summary>
    internal bool IsAbout(DirectoryApplication application) =>
        MayBeIn(application.TenantId)
        && (AppId is { } appId ? appId == application.AppId : string.Equals(DisplayName, application.DisplayName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it may be about an application in a tenant.</summary>
    public bool MayBeIn(Guid? tenantId) => TenantId is not { } tenant || tenant == tenantId;

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = this switch
        {
            { AppId: { } appId } => $"appId {appId}",
            { Group: { } group } => group.ToString(),
            _ => $"display name \"{DisplayName}\"",
        };
        return TenantId is null ? text : $"{text} in tenant {TenantId}";
    }
}
