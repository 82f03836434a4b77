using System.Collections.Immutable;
using System.Runtime.InteropServices;
using RotationService.Core.Ports;

namespace RotationService.Core.Timing;

/// <summary>
/// The time that the dates of the services' answers amount to. A date moves it ahead by <see cref="MostByOne"/> at most, in sum, from where two
/// services last agreed, or from the local clock if they never have; what two services agree on is believed, however far it is. Immutable and pure.
/// </summary>
/// <remarks>
/// A date that is further off, or a step of a local clock, puts the time in doubt: it goes on as before, until two services that have
/// answered since agree. A third that says something else is outvoted, and heard again when it says something new. A service that goes
/// back to the time it said before ends the doubt that it began.
/// </remarks>
internal sealed class AgreedTime
{
    /// <summary>How far one service moves the time, in sum, from where two last agreed.</summary>
    public static readonly TimeSpan MostByOne = TimeSpan.FromMinutes(5);

    /// <summary>How far apart what two services say may be to agree: the time that an answer takes, and what their clocks differ by.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>How far behind the time what two services say is taken for the time that their answers took. Only by more does the time go back.</summary>
    public static readonly TimeSpan Delay = ServiceClock.LongestAnswer;

    /// <summary>How far the local clocks may part before what was measured with them no longer counts.</summary>
    public static readonly TimeSpan LargestStep = TimeSpan.FromMinutes(5);

    /// <summary>No date has been seen.</summary>
    public static readonly AgreedTime None = new(ImmutableDictionary<TimeService, Word>.Empty, agreed: null, now: null, heard: 0, doubtSince: null, hasStepped: false);

    // Dates outside of these are nonsense, and sums with them could overflow.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ImmutableDictionary<TimeService, Word> _words;
    private readonly Point? _agreed;
    private readonly Point? _now;
    private readonly int _heard;
    private readonly int? _doubtSince;
    private readonly bool _hasStepped;

    private AgreedTime(ImmutableDictionary<TimeService, Word> words, Point? agreed, Point? now, int heard, int? doubtSince, bool hasStepped) =>
        (_words, _agreed, _now, _heard, _doubtSince, _hasStepped) = (words, agreed, now, heard, doubtSince, hasStepped);

    /// <summary>Whether it takes two services that agree before anything may rest on the time.</summary>
    public bool IsInDoubt => _doubtSince is not null;

    /// <summary>All services, those first that have not been heard since the doubt began.</summary>
    public IReadOnlyList<TimeService> ToAsk =>
        [.. Enum.GetValues<TimeService>().OrderBy(service => _words.GetValueOrDefault(service)?.Number >= (_doubtSince ?? 0) ? 1 : 0)];

    /// <summary>The time; the local wall clock's as long as no date has been seen.</summary>
    public DateTimeOffset Now(LocalReading at) => _now?.CarriedTo(at) ?? Within(at.Wall);

    /// <summary>What each service that has been heard says the time is.</summary>
    public IReadOnlyList<(TimeService Service, DateTimeOffset Time)> Words(LocalReading at) =>
        [.. _words.OrderBy(word => word.Key).Select(word => (word.Key, word.Value.CarriedTo(at)))];

    /// <summary>Takes note of what the local clocks show. It is to be called at every reading, so that two steps that make up for each other are not missed.</summary>
    /// <param name="before">The reading before.</param>
    /// <param name="at">This reading.</param>
    public AgreedTime Watch(LocalReading before, LocalReading at) =>
        _agreed is { } agreed && (!IsSteady(before, at) || !(_hasStepped || IsSteady(agreed.At, at)))
            ? new AgreedTime(_words, _agreed, _now, _heard, _heard + 1, hasStepped: true)
            : this;

    /// <summary>Takes note of the date of an answer.</summary>
    /// <param name="service">Who answered.</param>
    /// <param name="date">The date.</param>
    /// <param name="at">When it arrived.</param>
    public AgreedTime Hear(TimeService service, DateTimeOffset date, LocalReading at)
    {
        if (date < Earliest || date > Latest)
        {
            return this;
        }

        var number = _heard + 1;
        var agreed = _agreed ?? new Point(Within(at.Wall), at);
        var isNear = IsNear(date, agreed, at);
        var saysTheSame = _words.GetValueOrDefault(service) is { IsOutvoted: true } before && IsSteady(before.At, at) && Agree(before.CarriedTo(at), date);
        if (saysTheSame && !IsInDoubt)
        {
            return this;
        }

        var words = _words.SetItem(service, new Word(new Point(date, at), number, IsFar: !isNear, IsOutvoted: saysTheSame));
        var doubtSince = _doubtSince ?? (isNear ? null : number);
        if (Seconded(service, date, doubtSince, at) is { } time)
        {
            return Settled(words, time, number, doubtSince, at);
        }

        // Whoever began the doubt may have taken it back.
        var isOver = !_hasStepped && !words.Values.Any(other => other is { IsFar: true, IsOutvoted: false } && other.Number >= doubtSince);
        return new AgreedTime(words, agreed, isNear ? Moved(date, mayGoBackFrom: _hasStepped ? Tolerance : TimeSpan.MaxValue, at) : _now ?? agreed, number, isOver ? null : doubtSince, _hasStepped);
    }

    // What another service says, too, if it does: the later of both.
    private DateTimeOffset? Seconded(TimeService service, DateTimeOffset date, int? doubtSince, LocalReading at)
    {
        foreach (var (other, word) in _words)
        {
            if (other != service && (doubtSince is null || word.Number >= doubtSince) && IsSteady(word.At, at) && word.CarriedTo(at) is var time && Agree(time, date))
            {
                return time > date ? time : date;
            }
        }

        return null;
    }

    // Who has not been heard since the doubt began may have more to say than before it.
    private AgreedTime Settled(ImmutableDictionary<TimeService, Word> words, DateTimeOffset time, int number, int? doubtSince, LocalReading at)
    {
        var now = Moved(time, mayGoBackFrom: Delay, at);
        var judged = words.ToImmutableDictionary(
            word => word.Key,
            word => doubtSince is null || word.Value.Number >= doubtSince ? word.Value with { IsOutvoted = !Agree(word.Value.CarriedTo(at), time) } : word.Value);
        return new AgreedTime(judged, new Point(now.CarriedTo(at), at), now, number, doubtSince: null, hasStepped: false);
    }

    // Dates are those of the whole second before, and answers take their time: one that is only a little behind says nothing new.
    private Point Moved(DateTimeOffset date, TimeSpan mayGoBackFrom, LocalReading at) =>
        _now is not { } now ? new Point(date, at)
        : now.CarriedTo(at) is var reached && (date > reached || reached - date > mayGoBackFrom) ? new Point(date, at)
        : now;

    // After a step nobody knows which of the two local clocks is right; a date may say so, and is followed if it fits either.
    private bool IsNear(DateTimeOffset date, Point agreed, LocalReading at) => !_hasStepped
        ? (date - agreed.CarriedTo(at)).Duration() <= MostByOne
        : (date - agreed.Time - (at.Wall - agreed.At.Wall)).Duration() <= MostByOne || (date - agreed.Time - (at.Monotonic - agreed.At.Monotonic)).Duration() <= MostByOne;

    private static bool IsSteady(LocalReading from, LocalReading to) => from.StepUntil(to) <= LargestStep;

    private static bool Agree(DateTimeOffset one, DateTimeOffset other) => (one - other).Duration() <= Tolerance;

    private static DateTimeOffset Within(DateTimeOffset time) => time < Earliest ? Earliest : time > Latest ? Latest : time;

    /// <summary>A time, and when it was that time.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Point(DateTimeOffset Time, LocalReading At)
    {
        public DateTimeOffset CarriedTo(LocalReading later)
        {
            var elapsed = At.ElapsedUntil(later);
            return elapsed < Latest - Time ? Within(Time + elapsed) : Latest;
        }
    }

    /// <summary>What a service said last.</summary>
    private sealed record Word(Point Said, int Number, bool IsFar, bool IsOutvoted)
    {
        public LocalReading At => Said.At;

        public DateTimeOffset CarriedTo(LocalReading later) => Said.CarriedTo(later);
    }
}
