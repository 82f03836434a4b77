using RotationService.Core.Policies;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>A bug that somebody has made, or may well make, put between the service's parts: the judge must see it.</summary>
internal abstract class Exhibit
{
    /// <summary>What it does, for the table.</summary>
    public abstract string Name { get; }

    /// <summary>Where it comes in.</summary>
    public abstract string Seam { get; }

    /// <summary>The invariants that it may be caught by; the first is the one it is made to break.</summary>
    public abstract IReadOnlyList<string> Invariants { get; }

    /// <summary>Within how many trials it must be caught.</summary>
    public abstract int Within { get; }

    /// <summary>Where it is looked for.</summary>
    public virtual Hunt Hunt => ScheduleHunt.Instance;

    /// <summary>How a world with this bug in it is made.</summary>
    public WorldOptions Options => new() { Seams = Spoil, Understand = Understand };

    /// <summary>What is put between the parts of a process.</summary>
    protected virtual Seams Spoil(ServiceProcess process) => Seams.None;

    /// <summary>How the service is told what people want.</summary>
    protected virtual Policy Understand(Policy policy) => policy;
}
