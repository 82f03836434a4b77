using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>The hostile party of one world: what it may do, whom it attacks, and when.</summary>
/// <param name="world">The world.</param>
/// <param name="happenings">What people do about it.</param>
/// <param name="random">Decides all of it, so that nothing else in the world is drawn differently.</param>
/// <param name="rights">What the party may do.</param>
internal sealed class SoakParty(SimulatedWorld world, Happenings happenings, Random random, IReadOnlySet<Right> rights)
{
    private const int Campaigns = 4;

    private static readonly TimeSpan First = TimeSpan.FromDays(20);
    private static readonly TimeSpan Apart = TimeSpan.FromDays(174);
    private static readonly TimeSpan Latest = TimeSpan.FromDays(60);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(12);
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(3);

    /// <summary>After what time people who are called have come.</summary>
    private static readonly TimeSpan PeopleCome = TimeSpan.FromHours(24);

    /// <summary>How long processes sweep closely after an attack.</summary>
    private static readonly TimeSpan Aftermath = PeopleCome + Checking.Judge.RecoveryTime + TimeSpan.FromHours(12);

    private HostileParty? _party;

    /// <summary>Whether a scheduler starts processes that sweep once, instead of one that stays.</summary>
    public bool IsScheduled { get; } = random.Next(4) == 0;

    /// <summary>Whether processes sweep as closely as in life.</summary>
    public bool IsNear => _party?.WasActing(world.Time.Now - Aftermath, world.Time.Now) == true;

    /// <summary>How long a process sleeps meanwhile.</summary>
    public TimeSpan Interval => TimeSpan.FromMinutes(15 + random.Next(165));

    /// <summary>Chooses whom to attack; these rotate as often as any do, so that there is something to attack.</summary>
    public IReadOnlyList<Wish> Choose(IReadOnlyList<Wish> wishes)
    {
        var open = wishes.Where(wish => wish.Application.SignInAudience == "AzureADMyOrg").ToList();
        var attacked = open.OrderBy(_ => random.Next()).Take(1 + random.Next(3)).Select(wish => wish.Application.AppId).ToHashSet();
        world.Party = _party = new HostileParty(world, random.Next(), rights, attacked);
        return [.. wishes.Select(wish => attacked.Contains(wish.Application.AppId) ? Attackable(wish) : wish)];
    }

    /// <summary>Plans the campaigns.</summary>
    /// <param name="check">Told when everything must work again.</param>
    public void Begin(Action<DateTimeOffset> check)
    {
        for (var number = 0; number < Campaigns; number++)
        {
            var from = world.Time.Start + First + (Apart * number) + (Latest * random.NextDouble());
            var length = Shortest + ((Longest - Shortest) * random.NextDouble());
            _party!.Plan(from, length);
            world.Time.At(from, WakeAll);
            world.Time.At(from + length, WakeAll);
            world.Time.At(from + length + PeopleCome, happenings.AnswerAttack);
            world.Time.At(from + length + Aftermath, () => check(from));
        }
    }

    private Wish Attackable(Wish wish)
    {
        if (rights.Contains(Right.ForeignName))
        {
            world.Engine.SetSecret(wish.Vaults[0], wish.Secret, "Tr0ub4dor of a database", new Dictionary<string, string> { ["team"] = "data" }, enabled: random.Next(2) == 0);
        }

        return wish with { Lifetime = TimeSpan.FromDays(45), RenewBefore = TimeSpan.FromDays(25) };
    }

    private void WakeAll()
    {
        foreach (var machine in world.Machines)
        {
            machine.Process?.Wake();
        }
    }
}
