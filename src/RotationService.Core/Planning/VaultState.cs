namespace RotationService.Core.Planning;

/// <summary>What programs get that read the policy's secret from one vault. A closed set.</summary>
public enum VaultState
{
    /// <summary>The current value.</summary>
    Current,

    /// <summary>An earlier value of ours: the current one is still to be copied there.</summary>
    Behind,

    /// <summary>Nothing: the vault has no version of the secret.</summary>
    Missing,

    /// <summary>A refusal: the newest version is disabled.</summary>
    Disabled,

    /// <summary>A value that others wrote.</summary>
    Foreign,

    /// <summary>A value of another application.</summary>
    OtherApplication,

    /// <summary>It cannot be told: the vault could not be read.</summary>
    Unreadable,
}
