using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>That a world of chance can be run again.</summary>
public sealed class SoakTests
{
    [Fact]
    public async Task A_seed_has_one_history_whatever_ran_before_it()
    {
        var first = await RunAsync(1);
        var other = await RunAsync(2);
        var second = await RunAsync(1);
        Assert.Equal((first.EventHash, first.LogIns), (second.EventHash, second.LogIns));
        Assert.NotEqual(first.EventHash, other.EventHash);
    }

    private static Task<SoakResult> RunAsync(int number) => Task.Run(() =>
    {
        using var world = new SoakWorld(SoakCommand.WorldSeed(7, number), new WorldOptions());
        return world.Run();
    });
}
