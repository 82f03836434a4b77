using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>Requests that a service throttles together: they share a budget, and a <c>Retry-After</c> that one of them is given holds them all. Safe for use by several threads.</summary>
/// <remarks>It goes by the monotonic clock alone: a wall clock that is set must open no lane, and a suspended machine only waits longer.</remarks>
/// <param name="name">What people call it.</param>
/// <param name="time">For waiting.</param>
/// <param name="quota">What is published; null if nothing is, so that only <c>Retry-After</c> counts.</param>
internal sealed class Lane(string name, TimeProvider time, Quota? quota = null)
{
    /// <summary>How long a caller is made to wait at most; a longer wait is reported to it instead.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>The same for a change that rests on checks which must not grow old.</summary>
    /// <remarks>With the age that Core allows them (<see cref="Core.Planning.Evidence.Freshness"/>) this stays under the protocol's 60 seconds.</remarks>
    public static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    /// <summary>How long a 429 without <c>Retry-After</c> closes it.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly Budget? _budget = quota is null ? null : new Budget(quota, time);
    private readonly Lock _lock = new();
    private long _closedAt;
    private TimeSpan _closedFor;

    /// <summary>How long it stays closed; zero if it is open.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_lock)
            {
                var remaining = _closedFor - time.GetElapsedTime(_closedAt);
                return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Closes it from now on; a closure that lasts longer already stands.</summary>
    public void Close(TimeSpan duration)
    {
        lock (_lock)
        {
            if (duration > _closedFor - time.GetElapsedTime(_closedAt))
            {
                _closedAt = time.GetTimestamp();
                _closedFor = duration;
            }
        }
    }

    /// <summary>Takes note of what the service said to a request of this lane.</summary>
    public void Heed(CallFailure failure)
    {
        if (failure.Kind is CallFailureKind.Throttled)
        {
            _budget?.Shrink();
        }

        if ((failure.RetryAfter ?? (failure.Kind is CallFailureKind.Throttled ? Breath : null)) is { } wait)
        {
            Close(wait);
        }
    }

    /// <summary>Waits for a request's turn.</summary>
    /// <param name="longest">How long at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="ExchangeException">Its turn is later than that, and it must not be sent.</exception>
    public async Task EnterAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        var turn = _budget?.Take() ?? TimeSpan.Zero;
        try
        {
            // Looked at again after each wait: it may have been closed meanwhile.
            while (Longer(turn, ClosedFor) is var wait && wait > TimeSpan.Zero)
            {
                if (waited + wait > longest)
                {
                    throw new ExchangeException(new CallFailure(
                        CallFailureKind.Throttled,
                        $"{name} takes no more for another {Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s; nothing was sent.")
                    { RetryAfter = wait });
                }

                await Task.Delay(wait, time, cancellationToken);
                waited += wait;
                turn = TimeSpan.Zero;
            }
        }
        catch
        {
            _budget?.Return();
            throw;
        }
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
