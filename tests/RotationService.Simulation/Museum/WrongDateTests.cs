using RotationService.Simulation.Museum.Scenes;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>A service that says a wrong time, while rotations go on.</summary>
/// <remarks>On threads of the pool: a test's own has a context that would take what goes on in a world elsewhere.</remarks>
public sealed class WrongDateTests
{
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(731);

    [Theory]
    [InlineData("graph", 0)]
    [InlineData("login", 0)]
    [InlineData("vault", 0)]
    [InlineData("graph", 1)]
    [InlineData("login", 1)]
    [InlineData("vault", 1)]
    public async Task One_of_them_breaks_no_promise(string service, int now) => await Task.Run(() =>
    {
        using var stage = new Stage(new WorldOptions(), seed: 1);
        var random = new Random(1);

        // For a while always, or now and then.
        stage.World.DateAhead = request => request.Effect.Route.StartsWith(service, StringComparison.Ordinal) && (now == 0 || random.Next(3) == 0)
            ? random.Next(2) == 0 ? TwoYears : -TwoYears
            : TimeSpan.Zero;
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(80));
        stage.World.DateAhead = _ => TimeSpan.Zero;
        Assert.Null(stage.Close(TimeSpan.FromHours(14)));
        Assert.InRange(stage.World.Machines[0].Process!.Clock.Now - stage.World.Time.Now, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
    });
}
