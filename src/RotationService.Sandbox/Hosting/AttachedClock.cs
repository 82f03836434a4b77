using System.Text.Json;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// The time of a sandbox that runs in another process. It is read at intervals and computed from real time in between.
/// </summary>
/// <remarks>
/// The clock never goes back. If it is ahead, it runs slower until the sandbox has caught up. Timers wait in sandbox
/// time. If another process advances the sandbox, they fire within a fraction of a real second. While the sandbox does
/// not answer, the time continues at its last speed.
/// </remarks>
public sealed class AttachedClock : TimeProvider, IAsyncDisposable
{
    private static readonly TimeSpan PollWhileWaiting = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PollOtherwise = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<ClockReading>> _read;
    private readonly TimeProvider _real;
    private readonly SandboxClock _clock;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _polling;
    private Exception? _lastFailure;

    private AttachedClock(ClockReading first, Func<CancellationToken, Task<ClockReading>> read, TimeProvider real)
    {
        _read = read;
        _real = real;
        _clock = new SandboxClock(first.Now, real, first.Speed);
        _polling = PollAsync(_stop.Token);
    }

    /// <summary>Why the last attempt to read the sandbox's clock failed. Null if it succeeded.</summary>
    public Exception? LastFailure => Volatile.Read(ref _lastFailure);

    /// <inheritdoc/>
    public override long TimestampFrequency => _clock.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => _clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _clock.CreateTimer(callback, state, dueTime, period);
        Wake();
        return timer;
    }

    /// <summary>Stops reading the sandbox's clock. The time continues at its last speed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _stop.Dispose();
    }

    /// <summary>Starts a clock with a first reading.</summary>
    /// <param name="read">Reads the clock of the sandbox.</param>
    /// <param name="real">Real time.</param>
    /// <param name="cancellationToken">Cancels the first reading.</param>
    internal static async Task<AttachedClock> StartAsync(
        Func<CancellationToken, Task<ClockReading>> read,
        TimeProvider real,
        CancellationToken cancellationToken) =>
        new(await read(cancellationToken), read, real);

    /// <summary>Reads the sandbox's clock at once.</summary>
    internal async Task DrawLevelAsync(CancellationToken cancellationToken) =>
        Follow(await _read(cancellationToken), PollWhileWaiting);

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var interval = _clock.HasTimers ? PollWhileWaiting : PollOtherwise;
            await SleepAsync(interval, cancellationToken);
            try
            {
                Follow(await _read(cancellationToken), interval);
                Volatile.Write(ref _lastFailure, null);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is HttpRequestException
                or IOException
                or OperationCanceledException
                or FormatException
                or JsonException
                or UnauthorizedAccessException
                or InvalidOperationException)
            {
                Volatile.Write(ref _lastFailure, e);
            }
        }
    }

    private async Task SleepAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sleep = Task.Delay(interval, _real, woken.Token);
        var wake = interval == PollWhileWaiting ? sleep : _wake.WaitAsync(woken.Token);
        await Task.WhenAny(sleep, wake);
        await woken.CancelAsync();
        await Task.WhenAll(sleep, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Follow(ClockReading reading, TimeSpan interval)
    {
        var ahead = _clock.GetUtcNow() - reading.Now;
        if (ahead <= TimeSpan.Zero)
        {
            _clock.Speed = reading.Speed;
            _clock.JumpTo(reading.Now);
        }
        else
        {
            // At this speed the clock has caught up with the sandbox at the next reading.
            _clock.Speed = Math.Max(0, reading.Speed - (ahead / interval));
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            return;
        }
    }
}
