namespace RotationService.TestKit.Clocks;

/// <summary>Virtual time, and what is to happen in it: one thing after the other, in an order that depends on nothing else.</summary>
public sealed class Timeline
{
    private readonly PriorityQueue<Happening, (long At, long Order)> _waiting = new();
    private readonly Action<TimeSpan> _passes;
    private long _order;

    /// <param name="start">When it begins.</param>
    /// <param name="passes">Called whenever time passes, with how much: moves a clock that is to show the same time.</param>
    public Timeline(DateTimeOffset start, Action<TimeSpan> passes)
    {
        Start = Now = start;
        _passes = passes;
    }

    public DateTimeOffset Start { get; }

    public DateTimeOffset Now { get; private set; }

    /// <summary>Something that is going to happen, unless it is taken back; at once, if its time has passed.</summary>
    public Happening At(DateTimeOffset at, Action happen)
    {
        var happening = new Happening(happen);
        _waiting.Enqueue(happening, ((at > Now ? at : Now).UtcTicks, _order++));
        return happening;
    }

    /// <summary>Time passes inside a call. What comes due meanwhile happens when the call is over.</summary>
    public void Pass(TimeSpan by)
    {
        Now += by;
        _passes(by);
    }

    /// <summary>Whether nothing more is going to happen.</summary>
    public bool IsOver => _waiting.UnorderedItems.All(waiting => waiting.Element.Happen is null);

    /// <summary>Lets the next thing happen. If there is none up to a moment, that moment is reached instead.</summary>
    /// <returns>Whether anything happened.</returns>
    public bool Step(DateTimeOffset until)
    {
        while (_waiting.TryPeek(out var next, out var key) && key.At <= until.UtcTicks)
        {
            _waiting.Dequeue();
            if (next.Happen is not { } happen)
            {
                continue;
            }

            MoveTo(new DateTimeOffset(key.At, TimeSpan.Zero));
            happen();
            return true;
        }

        MoveTo(until);
        return false;
    }

    private void MoveTo(DateTimeOffset at)
    {
        if (at > Now)
        {
            Pass(at - Now);
        }
    }
}
