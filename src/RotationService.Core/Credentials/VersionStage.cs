namespace RotationService.Core.Credentials;

/// <summary>What the <c>stage</c> tag of a vault version of ours says.</summary>
public enum VersionStage
{
    /// <summary>A disabled version of the pending secret with no value in it: a credential is about to be issued.</summary>
    Intent,

    /// <summary>An intent whose addPassword was cleanly refused: nothing was made. The next rotation of the same process uses the version again.</summary>
    Refused,

    /// <summary>An intent whose orphan is about to be removed.</summary>
    Removing,

    /// <summary>A value that is stored and not yet published.</summary>
    Pending,

    /// <summary>A pending value that will never be published.</summary>
    Closed,

    /// <summary>A pending value that never logged in within two hours and was given up. How many there are since the last publication says how long the next attempt waits.</summary>
    NeverProven,

    /// <summary>A value that was published; on a version of the pending secret, too, which says so even if people delete the published secret.</summary>
    Published,

    /// <summary>A published value whose credential is about to be removed after its grace period.</summary>
    Retiring,

    /// <summary>A published value whose credential was removed at once, in an emergency. It is never published again.</summary>
    Revoked,
}
