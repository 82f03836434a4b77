using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class AttachedClockTests
{
    private static readonly DateTimeOffset Start = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly TimeSpan PollWhileWaiting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PollOtherwise = TimeSpan.FromSeconds(1);
    private readonly ManualTime _real = new(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private Exception? _failure;
    private int _polls;

    [Fact]
    public async Task Between_two_readings_time_passes_at_the_speed_of_the_sandbox()
    {
        var sandbox = new SandboxClock(Start, _real, 20);
        await using var clock = await AttachAsync(sandbox);

        _real.Pass(TimeSpan.FromMilliseconds(150));

        Assert.Equal(1, _polls);
        Assert.Equal(sandbox.GetUtcNow(), clock.GetUtcNow());
        Assert.Equal(Start + TimeSpan.FromSeconds(3), clock.GetUtcNow());
    }

    [Fact]
    public async Task When_somebody_advances_the_sandbox_a_wait_ends_at_the_next_poll()
    {
        var sandbox = new SandboxClock(Start, _real, 1);
        await using var clock = await AttachAsync(sandbox);
        var wait = Task.Delay(TimeSpan.FromHours(20), clock);
        await UntilAsync(() => _real.NextDue <= PollWhileWaiting);

        sandbox.Advance(TimeSpan.FromHours(24));
        await PollAsync();

        await wait;
        Assert.Equal(sandbox.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public async Task A_wait_begun_while_polling_is_lazy_brings_the_next_poll_forward()
    {
        var sandbox = new SandboxClock(Start, _real, 1);
        await using var clock = await AttachAsync(sandbox);
        await _real.UntilSomebodyWaitsAsync();
        Assert.True(_real.NextDue > PollWhileWaiting);

        var wait = Task.Delay(TimeSpan.FromHours(20), clock);

        await UntilAsync(() => _real.NextDue <= PollWhileWaiting);
        Assert.False(wait.IsCompleted);
    }

    [Fact]
    public async Task A_new_speed_is_followed_from_the_next_poll_on()
    {
        var sandbox = new SandboxClock(Start, _real, 1);
        await using var clock = await AttachAsync(sandbox);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);

        sandbox.Speed = 30;
        await PollAsync();
        _real.Pass(TimeSpan.FromMilliseconds(100));

        Assert.Equal(sandbox.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public async Task Having_got_ahead_it_waits_for_the_sandbox_and_never_goes_back()
    {
        var sandbox = new SandboxClock(Start, _real, 10);
        await using var clock = await AttachAsync(sandbox);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);
        sandbox.Speed = 0;

        var latest = clock.GetUtcNow();
        for (var poll = 0; poll < 5; poll++)
        {
            await PollAsync();
            Assert.True(clock.GetUtcNow() >= latest);
            latest = clock.GetUtcNow();
        }

        sandbox.Speed = 10;
        for (var poll = 0; poll < 5; poll++)
        {
            await PollAsync();
            Assert.True(clock.GetUtcNow() >= latest);
            latest = clock.GetUtcNow();
        }

        Assert.Equal(sandbox.GetUtcNow(), clock.GetUtcNow());
    }

    [Fact]
    public async Task While_the_sandbox_does_not_answer_time_goes_on_as_it_did()
    {
        var sandbox = new SandboxClock(Start, _real, 10);
        await using var clock = await AttachAsync(sandbox);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);

        _failure = new HttpRequestException("gone");
        await PollAsync();
        Assert.Same(_failure, clock.LastFailure);
        Assert.Equal(sandbox.GetUtcNow(), clock.GetUtcNow());

        _failure = null;
        await PollAsync();
        Assert.Null(clock.LastFailure);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        // Only for a test that fails: without a limit it would never end.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private Task<AttachedClock> AttachAsync(SandboxClock sandbox) => AttachedClock.StartAsync(
        _ =>
        {
            Interlocked.Increment(ref _polls);
            return _failure is null ? Task.FromResult(new ClockReading(sandbox.GetUtcNow(), sandbox.Speed)) : Task.FromException<ClockReading>(_failure);
        },
        _real,
        CancellationToken.None);

    // Lets the clock's next poll happen, and waits until it sleeps again.
    private async Task PollAsync()
    {
        await UntilAsync(() => _real.NextDue <= PollWhileWaiting);
        var before = Volatile.Read(ref _polls);
        _real.Pass(PollWhileWaiting);
        await UntilAsync(() => Volatile.Read(ref _polls) > before && _real.NextDue is { } due && due > TimeSpan.Zero && due <= PollOtherwise);
    }
}
