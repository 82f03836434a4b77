namespace RotationService.Core.Ports;

/// <summary>
/// The restrictions that an app management policy imposes on one kind of credential of an application.
/// </summary>
/// <param name="AdditionForbidden">Whether no credential may be added at all.</param>
/// <param name="MaxLifetime">The longest lifetime that is allowed. Null if there is no limit.</param>
public sealed record CredentialRestrictions(bool AdditionForbidden, TimeSpan? MaxLifetime)
{
    /// <summary>No restriction.</summary>
    public static CredentialRestrictions None { get; } = new(AdditionForbidden: false, MaxLifetime: null);
}
