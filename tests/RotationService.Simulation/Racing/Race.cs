using RotationService.Simulation.Checking;
using RotationService.Simulation.Exploring;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Racing;

/// <summary>A lifecycle by several processes that begin at the same moment, with calls held up by chance, so that what they do interleaves in every way.</summary>
/// <param name="Seed">Decides what is held up and for how long.</param>
/// <param name="Tally">What happened, counted.</param>
/// <param name="Violation">The first promise that was broken; null if none was.</param>
/// <param name="EventHash">A digest of everything that happened.</param>
/// <param name="History">The readable history, if it was kept.</param>
internal sealed record Race(int Seed, Tally Tally, Violation? Violation, ulong EventHash, IReadOnlyList<string> History)
{
    // Every other run publishes to both.
    private static readonly string[] Vaults = ["contoso-we", "contoso-ne"];

    public static Race Run(int seed, int processes, WorldOptions options)
    {
        var ofParty = new Random(~seed);
        var rights = options.Party.TakesPartIn(seed) ? options.Party.RightsIn(ofParty) : null;
        var fates = new HeldUp(seed);
        using var world = Lifecycle.Play(fates, options, processes, seed % 2 == 0 ? Vaults : Vaults[..1], () => fates.IsOver = true, rights is null ? null : (rights, ofParty));
        return new Race(seed, world.Judge.Tally, world.Judge.Violation, world.Judge.EventHash, world.Transcript.History);
    }
}
