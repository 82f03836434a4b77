namespace RotationService.Simulation.Soaking;

/// <summary>What people may do by hand.</summary>
internal enum DeedKind
{
    /// <summary>They add a credential.</summary>
    AddCredential,

    /// <summary>They remove a credential, whosever it is.</summary>
    RemoveCredential,

    /// <summary>They write nonsense over the secret.</summary>
    WriteNonsense,

    /// <summary>They write the value of a credential of their own over the secret.</summary>
    WriteOwnValue,

    /// <summary>They write an older version's value again, without its tags.</summary>
    RestoreValue,

    /// <summary>They write an older version again, tags included.</summary>
    RestoreVersion,

    /// <summary>They disable the newest version.</summary>
    DisableNewest,

    /// <summary>They purge the pending secret with everything in it.</summary>
    PurgePending,

    /// <summary>The network repeats a POST: a second credential with the mark of the newest.</summary>
    RepeatPost,
}
