namespace RotationService.Simulation.Exploring;

/// <summary>Which effects are counted, and can be struck.</summary>
internal enum Scope
{
    /// <summary>Every request and every audit record.</summary>
    Everything,

    /// <summary>Every request that changes something, and every audit record.</summary>
    Changes,
}
