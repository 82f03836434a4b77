using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Core.Timing;

/// <summary>
/// The time by the clocks of the Azure services: the newest <c>Date</c> header plus the time elapsed since.
/// <see cref="AgreedTime"/> limits how far one service alone is believed. A wrong local clock therefore moves no
/// deadline, and shows as <see cref="Skew"/>.
/// </summary>
/// <remarks>
/// <para>
/// The elapsed time is the larger of the differences of the monotonic clock and the wall clock. The monotonic clock of
/// a suspended machine stands still, and a wall clock that is set back runs the wrong way.
/// </para>
/// <para>The type is safe for use by several threads.</para>
/// </remarks>
public sealed class ServiceClock
{
    /// <summary>How far the local clock may be off before the service stops removing credentials: 5 minutes.</summary>
    public static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(5);

    /// <summary>The minimum interval between two rounds of asking the services for the time: 1 minute.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    /// <summary>The longest time that an answer may take before its date is too old to use: 30 seconds.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly long _beginning;
    private readonly Lock _lock = new();
    private AgreedTime _agreed = AgreedTime.None;
    private LocalReading _lastReading;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>Makes a clock that has seen no service yet and uses the local clock.</summary>
    public ServiceClock(TimeProvider time)
    {
        (_time, _beginning) = (time, time.GetTimestamp());
        _lastReading = ReadingOf(Mark());
    }

    /// <summary>The local time source, for waiting and measuring.</summary>
    public TimeProvider Time => _time;

    /// <summary>
    /// Asks the services for the time when it is in doubt. If it is null, which is the default, only the answers to
    /// ordinary requests carry the time.
    /// </summary>
    public ITimeServices? Services { get; set; }

    /// <summary>The current time.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                var at = Read();
                return _agreed.Now(at);
            }
        }
    }

    /// <summary>
    /// How far the local clock is ahead of the services (negative: behind). Zero while no service has been seen.
    /// </summary>
    public TimeSpan Skew => _time.GetUtcNow() - Now;

    /// <summary>Whether the local clock is off by more than <see cref="SkewLimit"/>.</summary>
    public bool IsSkewed => Skew.Duration() > SkewLimit;

    /// <summary>
    /// Whether a service disagreed with the others or the local clock was set, and no two services have agreed since.
    /// </summary>
    public bool IsInDoubt
    {
        get
        {
            lock (_lock)
            {
                Read();
                return _agreed.IsInDoubt;
            }
        }
    }

    /// <summary>Describes for people what time each service says it is. Null if the time is not in doubt.</summary>
    public string? Doubt
    {
        get
        {
            lock (_lock)
            {
                var at = Read();
                return _agreed.IsInDoubt
                    ? string.Join(
                        ", ",
                        _agreed.Words(at).Select(word => string.Create(
                            CultureInfo.InvariantCulture,
                            $"{NameOf(word.Service)} {word.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC")))
                    : null;
            }
        }
    }

    /// <summary>Records the <c>Date</c> header of an answer.</summary>
    /// <param name="service">The service that answered.</param>
    /// <param name="date">The date.</param>
    /// <param name="sentAt">
    /// When the request was sent. An answer that took longer than <see cref="LongestAnswer"/> is ignored, because the
    /// process may have been paused meanwhile.
    /// </param>
    public void Observe(TimeService service, DateTimeOffset date, Moment sentAt)
    {
        lock (_lock)
        {
            var at = Read();
            if (ReadingOf(sentAt).ElapsedUntil(at) <= LongestAnswer)
            {
                _agreed = _agreed.Hear(service, date, at);
            }
        }
    }

    /// <summary>
    /// Asks the services for the time, one after the other, until two agree. It asks none if the time is not in doubt,
    /// and none again within <see cref="AskEvery"/>.
    /// </summary>
    /// <param name="cancellationToken">Cancels with <see cref="OperationCanceledException"/>.</param>
    public async Task ConfirmAsync(CancellationToken cancellationToken)
    {
        if (Services is not { } services || !IsInDoubt)
        {
            return;
        }

        TaskCompletionSource? ended = null;
        Task asking;
        lock (_lock)
        {
            // A caller that arrives while the services are being asked waits for their answers, too.
            if (_asking.IsCompleted)
            {
                if (_askedAt is { } last && _time.GetElapsedTime(last) < AskEvery)
                {
                    return;
                }

                (_askedAt, ended) = (_time.GetTimestamp(), new TaskCompletionSource());
                _asking = ended.Task;
            }

            asking = _asking;
        }

        if (ended is null)
        {
            await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            foreach (var service in ToAsk())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!IsInDoubt)
                {
                    break;
                }

                await services.AskAsync(service, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ended.SetResult();
        }
    }

    /// <summary>Returns the present moment, to measure elapsed time from.</summary>
    public Moment Mark() => new(_time.GetUtcNow(), _time.GetTimestamp());

    /// <summary>
    /// Returns the time elapsed since a moment. Returns null if the wall clock went back, because then the elapsed time
    /// is unknown.
    /// </summary>
    public TimeSpan? Since(Moment moment)
    {
        var wall = _time.GetUtcNow() - moment.Wall;
        var monotonic = _time.GetElapsedTime(moment.Timestamp);
        return wall < TimeSpan.Zero ? null : wall > monotonic ? wall : monotonic;
    }

    private static string NameOf(TimeService service) => service switch
    {
        TimeService.Graph => "Microsoft Graph",
        TimeService.TokenEndpoint => "the token endpoint",
        _ => "Key Vault",
    };

    private IReadOnlyList<TimeService> ToAsk()
    {
        lock (_lock)
        {
            Read();
            return _agreed.ToAsk;
        }
    }

    private LocalReading Read()
    {
        var at = ReadingOf(Mark());
        _agreed = _agreed.Watch(_lastReading, at);
        return _lastReading = at;
    }

    private LocalReading ReadingOf(Moment moment) =>
        new(moment.Wall, _time.GetElapsedTime(_beginning, moment.Timestamp));
}
