using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RotationService.Narration;
using RotationService.Output;
using RotationService.Simulation.Leaks;
using RotationService.TestKit.Clocks;

namespace RotationService.Simulation.World;

/// <summary>What is written down of a run: its history for people, and what the service itself says.</summary>
/// <param name="time">Virtual time.</param>
/// <param name="isRead">Whether the history is kept.</param>
/// <param name="listener">Hears all that the service writes; null if nobody does.</param>
internal sealed class Transcript(Timeline time, bool isRead, Listener? listener)
{
    private readonly List<string> _history = [];
    private readonly List<Mark> _trail = [];
    private readonly HeardRequests? _requests = listener is null ? null : new HeardRequests(listener);

    /// <summary>Whether the service's log and console go anywhere.</summary>
    public bool IsHeard => isRead || listener is not null;

    public IReadOnlyList<string> History => _history;

    /// <summary>What happened in few words, kept of every run: where two runs of one schedule part.</summary>
    public IReadOnlyList<Mark> Trail => _trail;

    /// <summary>The console of a process.</summary>
    public Narrator Console { get; } = new(TerminalTo(listener is null ? TextWriter.Null : new HeardWriter(listener, "the console")), new WatchedPlace("the simulation", "audit.jsonl", "status"));

    /// <summary>Those that a process in production reports to: the log and the console.</summary>
    public EventListeners NewListeners()
    {
        var listeners = new EventListeners(LoggerOf<EventListeners>());
        listeners.Add(new LoggedEvents(LoggerOf<LoggedEvents>()) { IsNarrated = true });
        listeners.Add(Console);
        return listeners;
    }

    public void Note(string who, string what)
    {
        if (isRead)
        {
            _history.Add(string.Create(CultureInfo.InvariantCulture, $"{time.Now - time.Start:d\\.hh\\:mm\\:ss\\.fff} {who,-6} {what}"));
        }
    }

    public void Mark(string what) => _trail.Add(new Mark(time.Now, what));

    /// <summary>The service sends a request.</summary>
    public void Sends(HttpRequestMessage request) => _requests?.Hear(request);

    public ILogger<T> LoggerOf<T>() => IsHeard ? new Logger<T>(this) : NullLogger<T>.Instance;

    private void Write(string logged)
    {
        if (isRead)
        {
            Note("", $"    {logged}");
        }

        listener?.Hear("the log", logged);
        listener?.Hear("the log", "\n");
    }

    private void Write(Exception logged)
    {
        listener?.Hear("an exception in the log", logged.ToString());
        listener?.Hear("an exception in the log", "\n");
    }

    private static Terminal TerminalTo(TextWriter writer) => new(writer, writer, IsTerminal: false, HasColour: false);

    private sealed class Logger<T>(Transcript transcript) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            transcript.Write(text);
            if (exception is not null)
            {
                transcript.Write(exception);
            }
        }
    }
}
