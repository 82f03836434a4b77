using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>
/// Requests that a service throttles together. They share a budget, and a <c>Retry-After</c> for one of them delays all
/// of them. Safe for use by several threads.
/// </summary>
/// <remarks>
/// A lane uses only the monotonic clock. Setting the wall clock must not open a lane, and a suspended machine only
/// waits longer.
/// </remarks>
/// <param name="name">The name that messages use.</param>
/// <param name="time">Measures the waits.</param>
/// <param name="quota">
/// The published quota. Null, the default, if none is published; then only <c>Retry-After</c> delays requests.
/// </param>
internal sealed class Lane(string name, TimeProvider time, Quota? quota = null)
{
    /// <summary>
    /// The longest wait that a lane imposes on a caller: 60 seconds. A longer wait is reported to the caller instead.
    /// </summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest wait before a change, 5 seconds, because the checks that a change rests on must not grow old.
    /// </summary>
    /// <remarks>
    /// Together with the age that Core allows those checks (<see cref="Core.Planning.Evidence.Freshness"/>), this stays
    /// under the 60 seconds of the protocol.
    /// </remarks>
    public static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(5);

    /// <summary>How long a 429 without <c>Retry-After</c> closes the lane.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly Budget? _budget = quota is null ? null : new Budget(quota, time);
    private readonly Lock _lock = new();
    private long _closedAt;
    private TimeSpan _closedFor;

    /// <summary>How long the lane stays closed. Zero if it is open.</summary>
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

    /// <summary>Closes the lane from now on. Has no effect if the lane is already closed for longer.</summary>
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

    /// <summary>
    /// Applies the service's answer to a request of this lane: a 429 shrinks the budget, and <c>Retry-After</c> closes
    /// the lane.
    /// </summary>
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

    /// <summary>Waits until a request may be sent.</summary>
    /// <param name="longest">The longest wait.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="ExchangeException">
    /// The wait would be longer than <paramref name="longest"/>. The request must not be sent.
    /// </exception>
    public async Task EnterAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        var turn = _budget?.Take() ?? TimeSpan.Zero;
        try
        {
            // Checked again after each wait, because the lane may have been closed meanwhile.
            while (Longer(turn, ClosedFor) is var wait && wait > TimeSpan.Zero)
            {
                if (waited + wait > longest)
                {
                    throw new ExchangeException(new CallFailure(
                        CallFailureKind.Throttled,
                        $"{name} accepts no more requests for {Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s; nothing was sent.")
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
