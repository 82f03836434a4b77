namespace RotationService.Core.Planning;

/// <summary>The kind of the newest version of the policy's secret in one vault.</summary>
internal enum NewestKind
{
    /// <summary>The secret has no version.</summary>
    Missing,

    /// <summary>The newest version is disabled, so consumers are refused.</summary>
    Disabled,

    /// <summary>
    /// The owner of the newest version is not known yet, because the version is less than ten minutes old. Directory
    /// reads lag, and a new secret takes time to work. With <c>verify: none</c> this also applies to an older version,
    /// until enough reads have missed the credential that it names.
    /// </summary>
    Awaited,

    /// <summary>The newest version holds the value of a credential of the service for this application.</summary>
    Ours,

    /// <summary>
    /// The newest version holds the value of another application's credential, which the directory confirms.
    /// </summary>
    OtherApplication,

    /// <summary>Any other version: a value that others wrote, or a version that is not what its tags claim.</summary>
    NotOurs,
}
