using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RotationService.Settings;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Settings.Configuration;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace RotationService.Composition;

/// <summary>
/// The operational log: Serilog to standard error, and to the other sinks that the configuration's <c>Serilog</c>
/// section names.
/// </summary>
/// <remarks>
/// The files can be reopened after a log rotation has moved them away. Safe for use by several threads.
/// </remarks>
internal sealed class OperationalLog : ILoggerFactory
{
    /// <summary>The output template of a line on standard error.</summary>
    public const string Template = "{UtcTimestamp:yyyy-MM-dd HH:mm:ss}Z {Level:u3} {Message:lj}{NewLine}{Exception}";

    private static readonly AsyncLocal<List<string>?> Ignored = new();

    private readonly Func<ILoggerFactory> _open;
    private readonly Lock _lock = new();
    private ILoggerFactory _current;

    private OperationalLog(Func<ILoggerFactory> open) => (_open, _current) = (open, open());

    /// <summary>Creates the log and opens its sinks.</summary>
    /// <param name="configuration">The configuration of levels and sinks.</param>
    /// <param name="verbosity">
    /// The verbosity from the command line. Any value but normal overrides the configured level.
    /// </param>
    /// <exception cref="UsageException">Serilog cannot use its settings.</exception>
    public static OperationalLog Create(IConfiguration configuration, Verbosity verbosity) =>
        new(() => Open(configuration, verbosity));

    /// <summary>
    /// Closes the files of the log and opens them again. Returns a sentence with the result. Does not throw.
    /// </summary>
    public string Reopen()
    {
        lock (_lock)
        {
            try
            {
                // The files are closed first, so that none is opened twice. A file that nobody has moved away is
                // continued.
                _current.Dispose();
                _current = _open();
                return "the files of the operational log were opened again";
            }
#pragma warning disable CA1031 // An exception on a signal's thread would end the process. Standard error still works.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                return $"the files of the operational log could not be opened again: {exception.Message}";
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new CurrentLogger(this, categoryName);

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("No provider can be added: the settings decide where the operational log goes.");

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _current.Dispose();
        }
    }

    private static VisibleLoggers Open(IConfiguration configuration, Verbosity verbosity)
    {
        var level = new LoggingLevelSwitch(verbosity switch
        {
            Verbosity.Quiet => LogEventLevel.Error,
            Verbosity.Detailed => LogEventLevel.Information,
            Verbosity.Debug => LogEventLevel.Verbose,
            _ => LogEventLevel.Warning,
        });
        var logger = Configured(configuration);
        if (verbosity != Verbosity.Normal)
        {
            logger.MinimumLevel.ControlledBy(level);
        }

        logger.WriteTo.Console(
            outputTemplate: Template,
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose);
        return new VisibleLoggers(new SerilogLoggerFactory(logger.CreateLogger(), dispose: true));
    }

    // Serilog skips settings that it cannot use and reports them only to its own log. Here they are errors.
    private static LoggerConfiguration Configured(IConfiguration configuration)
    {
        var ignored = new List<string>();
        Ignored.Value = ignored;
        try
        {
            SelfLog.Enable(line => Ignored.Value?.Add(line));

            // The assemblies with the sinks are listed here because a published single file has no list of assemblies
            // to search.
            var logger = new LoggerConfiguration().ReadFrom.Configuration(
                configuration,
                new ConfigurationReaderOptions(
                    typeof(ConsoleLoggerConfigurationExtensions).Assembly,
                    typeof(FileLoggerConfigurationExtensions).Assembly,
                    typeof(LoggerConfigurationAsyncExtensions).Assembly));

            // A line of Serilog's log begins with a time and ends with a stack trace. The message is between them.
            return ignored is [var line, ..]
                ? throw Unusable(line.Split('\n')[0][(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
                : logger;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException
                or ArgumentException
                or FormatException
                or TargetInvocationException)
        {
            throw Unusable((exception as TargetInvocationException)?.InnerException?.Message ?? exception.Message);
        }
        finally
        {
            SelfLog.Disable();
        }
    }

    private static UsageException Unusable(string why) => new($"the Serilog settings are invalid: {why}");

    /// <summary>A logger that writes to the files that are currently open.</summary>
    private sealed class CurrentLogger(OperationalLog log, string category) : ILogger
    {
        private Bound? _bound;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => Current().BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => Current().IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            // Entries that are written while the files are being reopened wait for the new files.
            lock (log._lock)
            {
                Current().Log(logLevel, eventId, state, exception, formatter);
            }
        }

        private ILogger Current()
        {
            var (factory, bound) = (Volatile.Read(ref log._current), Volatile.Read(ref _bound));
            if (bound is null || bound.Factory != factory)
            {
                bound = new Bound(factory, factory.CreateLogger(category));
                Volatile.Write(ref _bound, bound);
            }

            return bound.Logger;
        }

        private sealed record Bound(ILoggerFactory Factory, ILogger Logger);
    }
}
