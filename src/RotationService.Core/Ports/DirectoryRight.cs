namespace RotationService.Core.Ports;

/// <summary>
/// Whether the identity may change the credentials of an application, as far as that can be known in advance.
/// </summary>
public enum DirectoryRight
{
    /// <summary>It cannot be known in advance. Only the call itself shows it.</summary>
    Unknown,

    /// <summary>The identity may change them.</summary>
    Granted,

    /// <summary>The identity may change the applications that it owns, and it does not own this one.</summary>
    NotOwner,

    /// <summary>The token of the identity carries none of the required permissions.</summary>
    PermissionMissing,
}
