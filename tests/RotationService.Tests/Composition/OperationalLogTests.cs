using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RotationService.Cli;
using RotationService.Composition;
using RotationService.Tests.Cli;
using RotationService.Tests.Output;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;

namespace RotationService.Tests.Composition;

public sealed partial class OperationalLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_is_logged_is_one_line_without_anything_raw()
    {
        var (plain, json) = (new Written(new MessageTemplateTextFormatter(OperationalLog.Template, CultureInfo.InvariantCulture)), new Written(new JsonFormatter()));
        using var loggers = new VisibleLoggers(new SerilogLoggerFactory(new LoggerConfiguration().WriteTo.Sink(plain).WriteTo.Sink(json).CreateLogger(), dispose: true));
        var logger = loggers.CreateLogger("Test");
        Hostile.Holds(text =>
        {
            Log.Said(logger, text, new Uri("https://contoso-prod.vault.azure.net"), 7);
            return Hostile.IsHarmless(plain.Text, 2) && Hostile.IsHarmless(json.Text, 2);
        });
    }

    [Fact]
    public void An_exception_adds_no_line_that_looks_like_an_entry()
    {
        var plain = new Written(new MessageTemplateTextFormatter(OperationalLog.Template, CultureInfo.InvariantCulture));
        using var loggers = new VisibleLoggers(new SerilogLoggerFactory(new LoggerConfiguration().WriteTo.Sink(plain).CreateLogger(), dispose: true));
        var logger = loggers.CreateLogger("Test");
        Log.Failed(logger, new InvalidOperationException("no\n2026-11-22 12:00:00Z INF All is well\u202e", new FormatException("\u001b[2J")));

        var lines = Hostile.Lines(plain.Text);
        Assert.Contains("InvalidOperationException", plain.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, Hostile.IsRaw);
        Assert.DoesNotContain(lines, line => line.StartsWith("2026", StringComparison.Ordinal) && line.Contains("All is well", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_the_settings_name_are_written_the_same_way()
    {
        var path = _folder.File("log.txt");
        using (var loggers = OperationalLog.Create(Settings(("Serilog:WriteTo:0:Name", "File"), ("Serilog:WriteTo:0:Args:path", path)), Verbosity.Normal))
        {
            Log.Said(loggers.CreateLogger("Test"), "a\n\u001b[31mb", null, 7);
        }

        Assert.Contains("a\\n\\u{1B}[31mb", Assert.Single(File.ReadAllLines(path)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Serilog:WriteTo:0:Name", "Fil", "Fil")]
    [InlineData("Serilog:Enrich:0", "WithMachineNam", "WithMachineNam")]
    [InlineData("Serilog:MinimumLevel:Default", "Loud", "Loud")]
    public void What_Serilog_would_leave_out_in_silence_is_refused(string key, string value, string named) =>
        Assert.Contains(named, Assert.Throws<UsageException>(() => OperationalLog.Create(Settings((key, value)), Verbosity.Normal)).Message, StringComparison.Ordinal);

    [Fact]
    public void So_is_an_argument_that_a_sink_does_not_take()
    {
        var refused = Assert.Throws<UsageException>(() => OperationalLog.Create(Settings(("Serilog:WriteTo:0:Name", "File"), ("Serilog:WriteTo:0:Args:pth", "x")), Verbosity.Normal));
        Assert.Contains("File", refused.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();

    private sealed class Written(ITextFormatter formatter) : ILogEventSink
    {
        public string Text { get; private set; } = "";

        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter();
            formatter.Format(logEvent, text);
            Text = text.ToString();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Detail} of {Vault}, {Number}: {Detail}")]
        public static partial void Said(Microsoft.Extensions.Logging.ILogger logger, string detail, Uri? vault, int number);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Failed")]
        public static partial void Failed(Microsoft.Extensions.Logging.ILogger logger, Exception exception);
    }
}
