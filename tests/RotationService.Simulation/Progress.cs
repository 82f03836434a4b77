using System.Diagnostics;
using System.Globalization;

namespace RotationService.Simulation;

/// <summary>Tells a person how far long work has come: on a terminal in one line, elsewhere once in a while.</summary>
internal sealed class Progress
{
    private readonly TimeSpan _every = Console.IsErrorRedirected ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(0.5);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _shownAt;

    public void Show(int done, int all)
    {
        if (_watch.Elapsed - _shownAt >= _every)
        {
            _shownAt = _watch.Elapsed;
            var left = done == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {_watch.Elapsed * (all - done) / done:hh\\:mm\\:ss} left");
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"{(Console.IsErrorRedirected ? "" : "\r")}{done} of {all}{left}   {(Console.IsErrorRedirected ? "\n" : "")}"));
        }
    }

    /// <summary>Says something on a line of its own.</summary>
    public void Say(string text) => Console.Error.WriteLine($"{(Console.IsErrorRedirected ? "" : "\r")}{text}   ");

    /// <summary>It is over.</summary>
    public void End()
    {
        if (_shownAt > TimeSpan.Zero && !Console.IsErrorRedirected)
        {
            Console.Error.WriteLine();
        }
    }
}
