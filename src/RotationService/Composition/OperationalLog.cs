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

/// <summary>The operational log: Serilog to standard error, and to whatever else the configuration's <c>Serilog</c> section names.</summary>
/// <remarks>Its files can be opened again, so that whoever has moved them away gets new ones. Safe for use by several threads.</remarks>
internal sealed class OperationalLog : ILoggerFactory
{
    /// <summary>What a line of it looks like.</summary>
    public const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss}Z {Level:u3} {Message:lj}{NewLine}{Exception}";

    private static readonly AsyncLocal<List<string>?> Ignored = new();

    private readonly Func<ILoggerFactory> _open;
    private readonly Lock _lock = new();
    private ILoggerFactory _current;

    private OperationalLog(Func<ILoggerFactory> open) => (_open, _current) = (open, open());

    /// <summary>Makes it.</summary>
    /// <param name="configuration">Where its levels and sinks are read from.</param>
    /// <param name="verbosity">What the command line asked for; anything but normal goes before the configured level.</param>
    public static OperationalLog Create(IConfiguration configuration, Verbosity verbosity) => new(() => Open(configuration, verbosity));

    /// <summary>Closes its files and opens them again, and tells how that went. Throws nothing.</summary>
    public string Reopen()
    {
        lock (_lock)
        {
            try
            {
                // Closed first: no file is opened twice, and one that nobody has moved away is gone on with.
                _current.Dispose();
                _current = _open();
                return "the files of the operational log were opened again";
            }
#pragma warning disable CA1031 // On the thread of a signal an exception would end the process. Standard error goes on in any case.
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
        throw new NotSupportedException("Where the operational log goes is for its settings to say.");

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

        logger.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return new VisibleLoggers(new SerilogLoggerFactory(logger.CreateLogger(), dispose: true));
    }

    // What Serilog cannot use it leaves out and tells its own log, which nobody reads.
    private static LoggerConfiguration Configured(IConfiguration configuration)
    {
        var ignored = new List<string>();
        Ignored.Value = ignored;
        try
        {
            SelfLog.Enable(line => Ignored.Value?.Add(line));

            // The sinks are named here because a published single file has no list of assemblies to search.
            var logger = new LoggerConfiguration().ReadFrom.Configuration(
                configuration,
                new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly, typeof(LoggerConfigurationAsyncExtensions).Assembly));

            // A line begins with its time, and goes on with a trace.
            return ignored is [var line, ..]
                ? throw Unusable(line.Split('\n')[0][(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
                : logger;
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or ArgumentException or FormatException or TargetInvocationException)
        {
            throw Unusable((exception as TargetInvocationException)?.InnerException?.Message ?? exception.Message);
        }
        finally
        {
            SelfLog.Disable();
        }
    }

    private static UsageException Unusable(string why) => new($"the Serilog settings do not do: {why}");

    /// <summary>A logger that writes to what is open now.</summary>
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
            // What is written while the files are being opened again waits for that.
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
