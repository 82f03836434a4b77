using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>
/// Selects the applications of a policy: one application by its client ID or display name, a group, or one service
/// principal by its client ID.
/// </summary>
public sealed record ApplicationSelector
{
    private ApplicationSelector()
    {
    }

    /// <summary>Whether the selector is for app registrations or for a service principal.</summary>
    public DirectoryKind Kind { get; private init; }

    /// <summary>
    /// The tenant of a single application. Null, which is the default, for any tenant of the policy file.
    /// </summary>
    public Guid? TenantId { get; init; }

    /// <summary>The client ID. Null if the policy does not give one.</summary>
    public Guid? AppId { get; private init; }

    /// <summary>
    /// The display name of a single application, compared without regard to case, as Graph does. Null if the policy
    /// does not give one.
    /// </summary>
    public string? DisplayName { get; private init; }

    /// <summary>The group. Null if the policy is for a single application.</summary>
    public ApplicationGroup? Group { get; private init; }

    /// <summary>The client IDs that the selector names, for a single application or as part of a group.</summary>
    internal IReadOnlyList<Guid> AppIds => AppId is { } appId ? [appId] : Group?.AppIds ?? [];

    /// <summary>Selects the application with this client ID.</summary>
    public static ApplicationSelector ByAppId(Guid appId) => new() { AppId = appId };

    /// <summary>
    /// Selects the service principal with this client ID. A display name cannot select it, because the publisher of the
    /// application chooses that name and can change it.
    /// </summary>
    public static ApplicationSelector ServicePrincipal(Guid appId) =>
        new() { Kind = DirectoryKind.ServicePrincipal, AppId = appId };

    /// <summary>
    /// Selects the application with this display name. If two applications have the name, the result is a condition.
    /// The service never guesses.
    /// </summary>
    public static ApplicationSelector ByDisplayName(string displayName) => new() { DisplayName = displayName };

    /// <summary>Selects all applications of a group.</summary>
    public static ApplicationSelector Of(ApplicationGroup group) => new() { Group = group };

    /// <summary>Whether the selector names an application by client ID or display name.</summary>
    internal bool IsAbout(DirectoryApplication application) =>
        MayBeIn(application.TenantId)
        && (AppId is { } appId
            ? appId == application.AppId
            : string.Equals(DisplayName, application.DisplayName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the selector can name an application in a tenant.</summary>
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
