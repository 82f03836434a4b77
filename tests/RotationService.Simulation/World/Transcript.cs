using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RotationService.Narration;
using RotationService.Output;

namespace RotationService.Simulation.World;

/// <summary>What is written down of a run: its history for people, and everything the service itself says, for the hunt for secrets.</summary>
/// <param name="time">Virtual time.</param>
/// <param name="isRead">Whether the history is kept.</param>
/// <param name="isHeard">Whether what the service says is kept.</param>
internal sealed class Transcript(Timeline time, bool isRead, bool isHeard)
{
    private readonly List<string> _history = [];
    private readonly StringBuilder _said = new();
    private Narrator? _console;

    public bool IsHeard => isHeard || isRead;

    public IReadOnlyList<string> History => _history;

    /// <summary>Everything the service has logged and told.</summary>
    public string Said => _said.ToString();

    /// <summary>The console of a process.</summary>
    public Narrator Console => _console ??= new Narrator(TerminalTo(new StringWriter(_said, CultureInfo.InvariantCulture)), new Whereabouts("the simulation", "audit.jsonl", "status"));

    public void Note(string who, string what)
    {
        if (isRead)
        {
            _history.Add(string.Create(CultureInfo.InvariantCulture, $"{time.Now - time.Start:d\\.hh\\:mm\\:ss\\.fff} {who,-6} {what}"));
        }
    }

    public ILogger<T> LoggerOf<T>() => IsHeard ? new Logger<T>(this) : NullLogger<T>.Instance;

    private static Terminal TerminalTo(TextWriter writer) => new(writer, writer, IsTerminal: false, HasColour: false);

    private sealed class Logger<T>(Transcript transcript) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            transcript.Note("", $"    {text}");
            transcript._said.AppendLine(text);
            if (exception is not null)
            {
                transcript._said.AppendLine(exception.ToString());
            }
        }
    }
}
