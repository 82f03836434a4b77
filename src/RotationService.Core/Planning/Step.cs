namespace RotationService.Core.Planning;

/// <summary>One step of the protocol. A closed set.</summary>
public enum Step
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>See that nothing stands in the way, before anything is made.</summary>
    Preflight,

    /// <summary>addPassword.</summary>
    Issue,

    /// <summary>Write the value to the pending secret.</summary>
    Store,

    /// <summary>Log in with it.</summary>
    Verify,

    /// <summary>Make it what consumers read.</summary>
    Promote,

    /// <summary>Bring the current value to a vault that lacks it.</summary>
    CopyToVault,

    /// <summary>Publish a value again because what came after it is refused, or belongs to an older rotation.</summary>
    Heal,

    /// <summary>Disable a version that nobody needs any more.</summary>
    Tidy,

    /// <summary>removePassword after the grace period.</summary>
    Retire,

    /// <summary>removePassword now, skipping the grace period.</summary>
    Revoke,

    /// <summary>removePassword of a credential whose value is nowhere.</summary>
    RemoveOrphan,
}
