using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Core.Timing;

/// <summary>
/// The time by the services' own clocks: the newest <c>Date</c> header seen, plus the time elapsed since, as far as one service alone is to
/// be believed (<see cref="AgreedTime"/>). A local clock that is wrong therefore moves no deadline, and shows as <see cref="Skew"/>.
/// </summary>
/// <remarks>
/// Elapsed time is the larger of the monotonic and the wall clock's difference: a suspended machine's monotonic clock stands still,
/// a wall clock that is set back goes the wrong way. Safe for use by several threads.
/// </remarks>
public sealed class ServiceClock
{
    /// <summary>How far the local clock may be off before nothing is removed any more.</summary>
    public static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(5);

    /// <summary>How often the services are asked for the time at most.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long an answer may have taken before its date is too old to tell the time.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly long _beginning;
    private readonly Lock _lock = new();
    private AgreedTime _agreed = AgreedTime.None;
    private LocalReading _lastReading;
    private Task _asking = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>A clock that has seen no service yet and goes by the local one.</summary>
    public ServiceClock(TimeProvider time)
    {
        (_time, _beginning) = (time, time.GetTimestamp());
        _lastReading = ReadingOf(Mark());
    }

    /// <summary>The local time source, for waiting and measuring.</summary>
    public TimeProvider Time => _time;

    /// <summary>Who asks the services for the time when it is in doubt; null, the default, if nobody can, so that only what they are asked anyway says it.</summary>
    public ITimeServices? Services { get; set; }

    /// <summary>The time now.</summary>
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

    /// <summary>How far the local clock is ahead of the services' (negative: behind); zero while none has been seen.</summary>
    public TimeSpan Skew => _time.GetUtcNow() - Now;

    /// <summary>Whether the local clock is off by more than <see cref="SkewLimit"/>.</summary>
    public bool IsSkewed => Skew.Duration() > SkewLimit;

    /// <summary>Whether a service said another time than the rest, or the local clock was set, and no two services have agreed since.</summary>
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

    /// <summary>What the services say the time is, for people, while it is in doubt; null otherwise.</summary>
    public string? Doubt
    {
        get
        {
            lock (_lock)
            {
                var at = Read();
                return _agreed.IsInDoubt
                    ? string.Join(", ", _agreed.Words(at).Select(word => string.Create(CultureInfo.InvariantCulture, $"{NameOf(word.Service)} {word.Time.UtcDateTime:yyyy-MM-dd HH:mm} UTC")))
                    : null;
            }
        }
    }

    /// <summary>Takes note of a response's <c>Date</c> header.</summary>
    /// <param name="service">Who answered.</param>
    /// <param name="date">The date.</param>
    /// <param name="sentAt">When the request was sent. A process may have stood still since: an old date tells no time.</param>
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

    /// <summary>Asks the services for the time, one after the other, until two agree; nothing, if there is no doubt. They are not asked again within <see cref="AskEvery"/>.</summary>
    /// <param name="cancellationToken">Ends it, with <see cref="OperationCanceledException"/>.</param>
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
            // Whoever comes while they are being asked waits for the answers, too.
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

    /// <summary>A moment to measure from.</summary>
    public Moment Mark() => new(_time.GetUtcNow(), _time.GetTimestamp());

    /// <summary>The time elapsed since a moment; null if the wall clock went back, so that nobody can tell.</summary>
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

    private LocalReading ReadingOf(Moment moment) => new(moment.Wall, _time.GetElapsedTime(_beginning, moment.Timestamp));
}
