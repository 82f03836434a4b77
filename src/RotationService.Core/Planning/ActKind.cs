namespace RotationService.Core.Planning;

/// <summary>The actions that an act can perform. The set is closed.</summary>
public enum ActKind
{
    /// <summary>Issues a credential and stores its value.</summary>
    Issue,

    /// <summary>Publishes a pending value to every vault.</summary>
    Promote,

    /// <summary>Publishes a value to a vault that lacks it.</summary>
    CopyToVault,

    /// <summary>Publishes a value again, because a later version is refused or holds an older value.</summary>
    Heal,

    /// <summary>Disables a version.</summary>
    Tidy,

    /// <summary>Writes the tags of a version again.</summary>
    Tag,

    /// <summary>Removes a credential.</summary>
    Remove,
}
