using RotationService.Simulation.World;

namespace RotationService.Simulation.Racing;

/// <summary>What `race` runs, as far as a few seconds allow.</summary>
public sealed class RaceTests
{
    private const int Runs = 180;

    [Fact]
    public async Task Two_processes_in_step_break_no_promise_also_where_an_older_value_lands_on_a_newer()
    {
        var races = await Task.Run(() => Enumerable.Range(1, Runs).AsParallel().WithDegreeOfParallelism(Environment.ProcessorCount).Select(seed => Race.Run(seed, 2, new WorldOptions())).ToList());
        Assert.Empty(races.Where(race => race.Violation is not null).Select(race => $"{race.Seed}: {race.Violation!.Invariant} {race.Violation.Message}"));
        Assert.Contains(races, race => race.Tally.OlderOverNewer > 0);
    }

    [Fact]
    public async Task A_seed_has_one_history()
    {
        var (first, again, other) = await Task.Run(() => (Race.Run(1, 3, new WorldOptions()), Race.Run(1, 3, new WorldOptions()), Race.Run(2, 3, new WorldOptions())));
        Assert.Equal(first.EventHash, again.EventHash);
        Assert.NotEqual(first.EventHash, other.EventHash);
    }
}
