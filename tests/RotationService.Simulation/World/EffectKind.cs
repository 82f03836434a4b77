namespace RotationService.Simulation.World;

/// <summary>What kind of effect it is.</summary>
internal enum EffectKind
{
    /// <summary>A request that changes nothing.</summary>
    Read,

    /// <summary>A request that changes the directory or a vault.</summary>
    Mutation,

    /// <summary>A record of the audit log.</summary>
    Audit,
}
