using Microsoft.Extensions.Logging;
using RotationService.Audit;

namespace RotationService.Tests.Audit;

/// <summary>Keeps the errors that are logged, exceptions included.</summary>
internal sealed class HeardLogger : ILogger<AuditLog>
{
    public List<string> Errors { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error)
        {
            Errors.Add(formatter(state, exception) + exception);
        }
    }
}
