namespace RotationService.Core.Planning;

/// <summary>What the newest version of the policy's secret is, in one vault.</summary>
internal enum NewestKind
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is disabled: consumers are refused.</summary>
    Disabled,

    /// <summary>Ours, for this application.</summary>
    Ours,

    /// <summary>Of our making, for another application.</summary>
    OtherApplication,

    /// <summary>Not of our making.</summary>
    NotOurs,
}
