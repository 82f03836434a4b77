using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RotationService.Cli;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Settings.Configuration;

namespace RotationService.Composition;

/// <summary>The operational log: Serilog to standard error, and to whatever else the configuration's <c>Serilog</c> section names.</summary>
internal static class OperationalLog
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss}Z {Level:u3} {Message:lj}{NewLine}{Exception}";

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
        var logger = new LoggerConfiguration();
        try
        {
            // The sinks are named here because a published single file has no list of assemblies to search.
            logger = logger.ReadFrom.Configuration(
                configuration,
                new ConfigurationReaderOptions(typeof(ConsoleLoggerConfigurationExtensions).Assembly, typeof(FileLoggerConfigurationExtensions).Assembly, typeof(LoggerConfigurationAsyncExtensions).Assembly));
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            throw new UsageException($"the Serilog settings do not do: {exception.Message}");
        }

        if (verbosity != Verbosity.Normal)
        {
            logger.MinimumLevel.ControlledBy(level);
        }

        logger.WriteTo.Console(outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return new SerilogLoggerFactory(logger.CreateLogger(), dispose: true);
    }
}
