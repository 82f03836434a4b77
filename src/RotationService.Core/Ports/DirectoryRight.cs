namespace RotationService.Core.Ports;

/// <summary>Whether we may change an application's credentials, as far as can be told beforehand.</summary>
public enum DirectoryRight
{
    /// <summary>It could not be told; the call itself will.</summary>
    Unknown,

    /// <summary>Yes.</summary>
    Granted,

    /// <summary>We may change the applications we own, and this one is not among them.</summary>
    NotOwner,

    /// <summary>Our token carries none of the permissions it takes.</summary>
    PermissionMissing,
}
