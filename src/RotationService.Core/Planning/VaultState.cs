namespace RotationService.Core.Planning;

/// <summary>What programs get that read the policy's secret from one vault. The set is closed.</summary>
public enum VaultState
{
    /// <summary>The current value.</summary>
    Current,

    /// <summary>Another value of the service. The current one must still be copied there.</summary>
    Behind,

    /// <summary>Nothing. The vault has no version of the secret.</summary>
    Missing,

    /// <summary>A refusal. The newest version is disabled.</summary>
    Disabled,

    /// <summary>A value that others wrote, or whose owner is not known yet.</summary>
    Foreign,

    /// <summary>A value of another application.</summary>
    OtherApplication,

    /// <summary>Unknown. The vault could not be read.</summary>
    Unreadable,
}
