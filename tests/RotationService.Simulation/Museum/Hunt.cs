using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>Where a bug is looked for: runs, one after the other, always in the same order.</summary>
internal abstract class Hunt
{
    /// <summary>What a trial is called.</summary>
    public abstract string Unit { get; }

    /// <summary>The trials, in worlds made like this one.</summary>
    public abstract IEnumerable<Trial> Trials(WorldOptions options);
}
