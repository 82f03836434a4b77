namespace RotationService.Core.Planning;

/// <summary>One step of the rotation protocol. The set is closed.</summary>
public enum Step
{
    /// <summary>No step.</summary>
    None,

    /// <summary>Check for obstacles before anything is made.</summary>
    Preflight,

    /// <summary>Issue a credential.</summary>
    Issue,

    /// <summary>Write the value to the pending secret.</summary>
    Store,

    /// <summary>Log in with the value.</summary>
    Verify,

    /// <summary>Publish the value, so that consumers read it.</summary>
    Promote,

    /// <summary>Copy the current value to a vault that lacks it.</summary>
    CopyToVault,

    /// <summary>Publish a value again, because a later version is refused or belongs to an older rotation.</summary>
    Heal,

    /// <summary>Disable a version that is no longer needed, or write the tags of a version again.</summary>
    Tidy,

    /// <summary>
    /// Remove a credential after the grace period, or one that was stored and never published.
    /// </summary>
    Retire,

    /// <summary>Remove a credential now, without the grace period.</summary>
    Revoke,

    /// <summary>Remove a credential whose value is in no version.</summary>
    RemoveOrphan,
}
