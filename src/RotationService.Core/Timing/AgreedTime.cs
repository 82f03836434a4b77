using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RotationService.Core.Ports;

namespace RotationService.Core.Timing;

/// <summary>
/// Computes the time from the dates of the Azure services' answers. One service alone moves the time by at most
/// <see cref="MostByOne"/> in sum, counted from where two services last agreed, or from the local clock if they never
/// have. A time that two services agree on is accepted, however far away it is. The type is immutable and pure.
/// </summary>
/// <remarks>
/// A date that is further off, or a step of a local clock, puts the time in doubt. The time then continues as before
/// until two services that have answered since agree. A third service that says something else is outvoted, and counts
/// again when it says something new. A service that returns to the time it said before ends the doubt that it caused.
/// </remarks>
internal sealed class AgreedTime
{
    /// <summary>
    /// The maximum sum by which one service moves the time from where two services last agreed: 5 minutes.
    /// </summary>
    public static readonly TimeSpan MostByOne = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The maximum difference between two services that agree: 1 minute. It covers the time that an answer takes and
    /// the difference of their clocks.
    /// </summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How far the services may be behind the time without moving it back, because their answers take time.
    /// </summary>
    public static readonly TimeSpan Delay = ServiceClock.LongestAnswer;

    /// <summary>
    /// How far the two local clocks may diverge before measurements with them no longer count: 5 minutes.
    /// </summary>
    public static readonly TimeSpan LargestStep = TimeSpan.FromMinutes(5);

    /// <summary>The state before any date was seen.</summary>
    public static readonly AgreedTime None = new(
        ImmutableDictionary<TimeService, Word>.Empty,
        agreed: null,
        now: null,
        heard: 0,
        doubtSince: null,
        hasStepped: false);

    // Dates outside this range are not plausible, and sums with them could overflow.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ImmutableDictionary<TimeService, Word> _words;
    private readonly Point? _agreed;
    private readonly Point? _now;
    private readonly int _heard;
    private readonly int? _doubtSince;
    private readonly bool _hasStepped;

    private AgreedTime(
        ImmutableDictionary<TimeService, Word> words,
        Point? agreed,
        Point? now,
        int heard,
        int? doubtSince,
        bool hasStepped) =>
        (_words, _agreed, _now, _heard, _doubtSince, _hasStepped) = (words, agreed, now, heard, doubtSince, hasStepped);

    /// <summary>Whether two services must agree before anything may rely on the time.</summary>
    public bool IsInDoubt => _doubtSince is not null;

    /// <summary>All services. Those that have not been heard since the doubt began come first.</summary>
    public IReadOnlyList<TimeService> ToAsk =>
    [
        .. Enum.GetValues<TimeService>()
            .OrderBy(service => _words.GetValueOrDefault(service)?.Number >= (_doubtSince ?? 0) ? 1 : 0)
    ];

    /// <summary>Returns the time. Before any date was seen, it is the time of the local wall clock.</summary>
    public DateTimeOffset Now(LocalReading at) => _now?.CarriedTo(at) ?? Within(at.Wall);

    /// <summary>Returns the time according to each service that has been heard.</summary>
    public IReadOnlyList<(TimeService Service, DateTimeOffset Time)> Words(LocalReading at) =>
        [.. _words.OrderBy(word => word.Key).Select(word => (word.Key, word.Value.CarriedTo(at)))];

    /// <summary>
    /// Records a reading of the local clocks. Call it for every reading, so that two steps that compensate each other
    /// are not missed.
    /// </summary>
    /// <param name="before">The reading before.</param>
    /// <param name="at">This reading.</param>
    public AgreedTime Watch(LocalReading before, LocalReading at) =>
        _agreed is { } agreed && (!IsSteady(before, at) || !(_hasStepped || IsSteady(agreed.At, at)))
            ? new AgreedTime(_words, _agreed, _now, _heard, _heard + 1, hasStepped: true)
            : this;

    /// <summary>Records the date of an answer.</summary>
    /// <param name="service">The service that answered.</param>
    /// <param name="date">The date.</param>
    /// <param name="at">The local clocks when the answer arrived.</param>
    public AgreedTime Hear(TimeService service, DateTimeOffset date, LocalReading at)
    {
        if (date < Earliest || date > Latest)
        {
            return this;
        }

        var number = _heard + 1;
        var agreed = _agreed ?? new Point(Within(at.Wall), at);
        var isNear = IsNear(date, agreed, at);
        var saysTheSame = _words.GetValueOrDefault(service) is { IsOutvoted: true } before
            && IsSteady(before.At, at)
            && Agree(before.CarriedTo(at), date);
        if (saysTheSame && !IsInDoubt)
        {
            return this;
        }

        var words = _words.SetItem(
            service,
            new Word(new Point(date, at), number, IsFar: !isNear, IsOutvoted: saysTheSame));
        var doubtSince = _doubtSince ?? (isNear ? null : number);
        if (Seconded(service, date, doubtSince, at) is { } time)
        {
            return Settled(words, time, number, doubtSince, at);
        }

        // The service that caused the doubt may have returned to its earlier time.
        var isOver = !_hasStepped
            && !words.Values.Any(other =>
                other is { IsFar: true, IsOutvoted: false } && other.Number >= doubtSince);
        return new AgreedTime(
            words,
            agreed,
            isNear ? Moved(date, mayGoBackFrom: _hasStepped ? Tolerance : TimeSpan.MaxValue, at) : _now ?? agreed,
            number,
            isOver ? null : doubtSince,
            _hasStepped);
    }

    // Returns the later of the two times if another service agrees with this one.
    private DateTimeOffset? Seconded(TimeService service, DateTimeOffset date, int? doubtSince, LocalReading at)
    {
        foreach (var (other, word) in _words)
        {
            if (other != service
                && (doubtSince is null || word.Number >= doubtSince)
                && IsSteady(word.At, at)
                && word.CarriedTo(at) is var time
                && Agree(time, date))
            {
                return time > date ? time : date;
            }
        }

        return null;
    }

    // A service that has not been heard since the doubt began may say something else than before, so its verdict stays
    // open.
    private AgreedTime Settled(
        ImmutableDictionary<TimeService, Word> words,
        DateTimeOffset time,
        int number,
        int? doubtSince,
        LocalReading at)
    {
        var now = Moved(time, mayGoBackFrom: Delay, at);
        var judged = words.ToImmutableDictionary(
            word => word.Key,
            word => doubtSince is null || word.Value.Number >= doubtSince
                ? word.Value with { IsOutvoted = !Agree(word.Value.CarriedTo(at), time) }
                : word.Value);
        return new AgreedTime(
            judged,
            new Point(now.CarriedTo(at), at),
            now,
            number,
            doubtSince: null,
            hasStepped: false);
    }

    // Dates are cut to whole seconds, and answers take time. A date that is only a little behind says nothing new.
    private Point Moved(DateTimeOffset date, TimeSpan mayGoBackFrom, LocalReading at) =>
        _now is not { } now ? new Point(date, at)
        : now.CarriedTo(at) is var reached && (date > reached || reached - date > mayGoBackFrom) ? new Point(date, at)
        : now;

    // After a step it is unknown which of the two local clocks is right. A date that fits either of them decides it.
    private bool IsNear(DateTimeOffset date, Point agreed, LocalReading at) => !_hasStepped
        ? (date - agreed.CarriedTo(at)).Duration() <= MostByOne
        : (date - agreed.Time - (at.Wall - agreed.At.Wall)).Duration() <= MostByOne
            || (date - agreed.Time - (at.Monotonic - agreed.At.Monotonic)).Duration() <= MostByOne;

    private static bool IsSteady(LocalReading from, LocalReading to) => from.StepUntil(to) <= LargestStep;

    private static bool Agree(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() <= Tolerance;

    private static DateTimeOffset Within(DateTimeOffset time) =>
        time < Earliest ? Earliest : time > Latest ? Latest : time;

    /// <summary>A time, and the reading of the local clocks at that time.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Point(DateTimeOffset Time, LocalReading At)
    {
        public DateTimeOffset CarriedTo(LocalReading later)
        {
            var elapsed = At.ElapsedUntil(later);
            return elapsed < Latest - Time ? Within(Time + elapsed) : Latest;
        }
    }

    /// <summary>The last date of a service.</summary>
    private sealed record Word(Point Said, int Number, bool IsFar, bool IsOutvoted)
    {
        public LocalReading At => Said.At;

        public DateTimeOffset CarriedTo(LocalReading later) => Said.CarriedTo(later);
    }
}
