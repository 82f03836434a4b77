namespace RotationService.Core.Planning;

/// <summary>What the newest version of the policy's secret is, in one vault.</summary>
internal enum NewestKind
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is disabled: consumers are refused.</summary>
    Disabled,

    /// <summary>It was made less than ten minutes ago, and whose it is cannot be told: reads of the directory lag, and a new secret takes time to work.</summary>
    Awaited,

    /// <summary>It carries a credential of ours.</summary>
    Ours,

    /// <summary>It carries a credential of another application, as the directory confirms.</summary>
    OtherApplication,

    /// <summary>Anything else: what others wrote, and what its tags say it is and is not.</summary>
    NotOurs,
}
