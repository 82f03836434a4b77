using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>What may go wrong in one world, drawn from its seed: each kind of fault is armed with one chance in four.</summary>
internal sealed class Mood
{
    public Mood(Random random)
    {
        Machines = random.Next(30) switch { < 19 => 1, < 27 => 2, < 29 => 3, _ => 5 };
        VaultCheckEverySweeps = random.Next(60) switch { 0 => 1, < 8 => 6, _ => 48 };
        Requests = Armed(random, Outcomes.Of(EffectKind.Mutation));
        Records = Armed(random, Outcomes.Of(EffectKind.Audit));
        Troubles = Armed(random, Enum.GetValues<TroubleKind>());
        Deeds = Armed(random, Enum.GetValues<DeedKind>());
        Edits = Armed(random, Enum.GetValues<EditKind>());
        Pauses = random.Next(4) == 0;
        Kills = random.Next(4) == 0;
        Clocks = random.Next(4) == 0;
        ReadLag = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(301));
        UsabilityDelay = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(121));
        Sporadic = random.Next(2) == 0;
        ServicePrincipals = random.Next(2) == 0;
        WriteSpacing = random.Next(4) == 0 ? TimeSpan.FromSeconds(3) : TimeSpan.Zero;
    }

    public int Machines { get; }

    /// <summary>In which of its sweeps a process looks at an application at rest.</summary>
    public int VaultCheckEverySweeps { get; }

    /// <summary>How requests may go wrong.</summary>
    public IReadOnlyList<Outcome> Requests { get; }

    /// <summary>How audit records may.</summary>
    public IReadOnlyList<Outcome> Records { get; }

    /// <summary>What may happen to the world for a while.</summary>
    public IReadOnlyList<TroubleKind> Troubles { get; }

    /// <summary>What people may do by hand.</summary>
    public IReadOnlyList<DeedKind> Deeds { get; }

    /// <summary>How they may edit the policy file.</summary>
    public IReadOnlyList<EditKind> Edits { get; }

    /// <summary>Whether processes stand still now and then, for 90 s to days.</summary>
    public bool Pauses { get; }

    /// <summary>Whether processes are killed, or asked to stop, at any moment.</summary>
    public bool Kills { get; }

    /// <summary>Whether local clocks are wrong, or step.</summary>
    public bool Clocks { get; }

    /// <summary>Whether most credentials are on service principals, or all on registrations, so that only these are listed.</summary>
    public bool ServicePrincipals { get; }

    public TimeSpan ReadLag { get; }

    public TimeSpan UsabilityDelay { get; }

    public bool Sporadic { get; }

    public TimeSpan WriteSpacing { get; }

    private static List<T> Armed<T>(Random random, IEnumerable<T> kinds) => [.. kinds.Where(_ => random.Next(4) == 0)];
}
