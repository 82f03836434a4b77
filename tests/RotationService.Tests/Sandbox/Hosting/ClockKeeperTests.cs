using RotationService.Sandbox.Hosting;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class ClockKeeperTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly TemporaryFolder _directory = new();
    private readonly ManualTime _real = new(Now);

    private string FilePath => _directory.File("clock");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_new_sandbox_begins_at_the_real_time_and_goes_as_fast()
    {
        using var keeper = ClockKeeper.Open(FilePath, _real, speed: null, out var clock);

        Assert.Equal(Now, clock.GetUtcNow());
        Assert.Equal(1, clock.Speed);
    }

    [Fact]
    public void It_goes_on_from_where_it_was_last_noted_with_the_speed_it_had()
    {
        using var keeper = ClockKeeper.Open(FilePath, _real, speed: 0, out var clock);
        clock.Advance(TimeSpan.FromDays(400) + TimeSpan.FromTicks(7));
        clock.Speed = 0.125;
        keeper.Note();
        _real.Pass(TimeSpan.FromDays(1));

        using var crashed = _directory.Snapshot();
        using var next = ClockKeeper.Open(crashed.File("clock"), _real, speed: null, out var again);

        Assert.Equal(Now + TimeSpan.FromDays(400) + TimeSpan.FromTicks(7), again.GetUtcNow());
        Assert.Equal(0.125, again.Speed);
    }

    [Fact]
    public void A_file_that_holds_something_else_is_an_error_that_names_it()
    {
        File.WriteAllText(FilePath, "yesterday");

        var error = Assert.Throws<StateCorruptException>(() => ClockKeeper.Open(FilePath, _real, null, out _));

        Assert.Contains(FilePath, error.Message, StringComparison.Ordinal);
    }
}
