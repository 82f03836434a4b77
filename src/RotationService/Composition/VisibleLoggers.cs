using System.Collections;
using Microsoft.Extensions.Logging;
using RotationService.Core.Display;

namespace RotationService.Composition;

/// <summary>
/// Makes every text that is logged visible, whichever sinks are configured. Control characters and line breaks in text
/// of others therefore add no lines to the operational log.
/// </summary>
/// <param name="inner">Creates the loggers that write.</param>
internal sealed class VisibleLoggers(ILoggerFactory inner) : ILoggerFactory
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new VisibleLogger(inner.CreateLogger(categoryName));

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private sealed class VisibleLogger(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(State.Of(state, state.ToString()));

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (inner.IsEnabled(logLevel))
            {
                var shown = exception is null ? null : new ShownException(exception);
                inner.Log(
                    logLevel,
                    eventId,
                    State.Of(state, formatter(state, exception)),
                    shown,
                    (made, _) => made.ToString());
            }
        }
    }

    /// <summary>A log entry with visible values. Its template comes from the code and stays as it is.</summary>
    private sealed class State(IReadOnlyList<KeyValuePair<string, object?>> values, string text)
        : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private const string Template = "{OriginalFormat}";

        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public static State Of(object? state, string? text)
        {
            var visible = VisibleText.Of(text ?? "");
            return state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? new State(
                    [.. pairs.Select(pair => pair.Key == Template ? pair : new(pair.Key, Visible(pair.Value)))],
                    visible)
                : new State([], visible);
        }

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;

        // Numbers, times and other value types keep their type for sinks that use it.
        private static object? Visible(object? value) =>
            value is null or ValueType ? value : VisibleText.Of(value.ToString() ?? "");
    }

    /// <summary>
    /// An exception for the log: its message on one line, and each frame on a line of its own. No line begins as an
    /// entry of the log does.
    /// </summary>
    private sealed class ShownException(Exception exception) : Exception(VisibleText.Of(exception.Message))
    {
        public override string ToString() => string.Join(
            Environment.NewLine,
            exception.ToString()
                .ReplaceLineEndings("\n")
                .Split('\n')
                .Select((line, index) => $"{(index == 0 ? "" : "  ")}{VisibleText.Of(line)}"));
    }
}
