using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RotationService.Cli;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Settings.Configuration;

namespace RotationService.Composition;

/// <summary>The operational log: Serilog to standard error, and to whatever else the configuration's <c>Serilog</c> section names.</summary>
internal static class OperationalLog
{
    /// <summary>What a line of it looks like.</summary>
    public const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss}Z {Level:u3} {Message:lj}{NewLine}{Exception}";

    private static readonly AsyncLocal<List<string>?> Ignored = new();

    /// <summary>Makes it.</summary>
    /// <param name="configuration">Where its levels and sinks are read from.</param>
    /// <param name="verbosity">What the command line asked for; anything but normal goes before the configured level.</param>
    public static ILoggerFactory Create(IConfiguration configuration, Verbosity verbosity)
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
}
