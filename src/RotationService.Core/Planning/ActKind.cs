namespace RotationService.Core.Planning;

/// <summary>What acts do. A closed set.</summary>
public enum ActKind
{
    /// <summary>Issue a credential and store its value.</summary>
    Issue,

    /// <summary>Publish a pending value to every vault.</summary>
    Promote,

    /// <summary>Publish a value to a vault that lacks it.</summary>
    CopyToVault,

    /// <summary>Publish a value again, because what came after it is refused or older.</summary>
    Heal,

    /// <summary>Disable a version.</summary>
    Tidy,

    /// <summary>Write a version's tags again.</summary>
    Tag,

    /// <summary>Remove a credential.</summary>
    Remove,
}
