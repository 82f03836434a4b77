namespace RotationService.Core.Credentials;

/// <summary>The value of the <c>stage</c> tag on a vault version that the service wrote.</summary>
public enum VersionStage
{
    /// <summary>
    /// A disabled version of the pending secret without a value. It announces that a credential will be issued.
    /// </summary>
    Intent,

    /// <summary>
    /// An intent whose addPassword was clearly refused, so nothing was made. The next rotation of the same process
    /// reuses the version.
    /// </summary>
    Refused,

    /// <summary>An intent whose orphan is about to be removed.</summary>
    Removing,

    /// <summary>A value that is stored and not published yet.</summary>
    Pending,

    /// <summary>A pending value that will never be published.</summary>
    Closed,

    /// <summary>
    /// A pending value that did not log in within two hours and was given up. Their number since the last publication
    /// decides how long the next attempt waits.
    /// </summary>
    NeverProven,

    /// <summary>
    /// A value that was published. A version of the pending secret can have this stage too. It then records the
    /// publication even if somebody deletes the published secret.
    /// </summary>
    Published,

    /// <summary>A published value whose credential is about to be removed after its grace period.</summary>
    Retiring,

    /// <summary>
    /// A published value whose credential was removed at once in an emergency. It is never published again.
    /// </summary>
    Revoked,
}
