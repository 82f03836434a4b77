using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RotationService.Composition;
using RotationService.Settings;
using RotationService.Tests.Output;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace RotationService.Tests.Composition;

public sealed partial class OperationalLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Whatever_is_logged_is_one_line_without_anything_raw()
    {
        var (plain, json) = (Plain(), new Written(new JsonFormatter()));
        using var loggers = Loggers(plain, json);
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
        var plain = Plain();
        using var loggers = Loggers(plain);
        var logger = loggers.CreateLogger("Test");
        var cause = new FormatException("\u001b[2J");
        Log.Failed(logger, new InvalidOperationException("no\n2026-11-22 12:00:00Z INF All is well\u202e", cause));

        var lines = Hostile.Lines(plain.Text);
        Assert.Contains("InvalidOperationException", plain.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, Hostile.IsRaw);
        Assert.DoesNotContain(lines, line => line.StartsWith("2026-11-22 12:00:00Z INF All is well", StringComparison.Ordinal));
    }

    [Fact]
    public void Files_that_the_settings_name_are_written_the_same_way()
    {
        var path = _folder.File("log.txt");
        using (var loggers = Create(("Serilog:WriteTo:0:Name", "File"), ("Serilog:WriteTo:0:Args:path", path)))
        {
            Log.Said(loggers.CreateLogger("Test"), "a\n\u001b[31mb", null, 7);
        }

        Assert.Contains("a\\n\\u{1B}[31mb", Assert.Single(File.ReadAllLines(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_can_be_written_as_JSON_with_their_properties()
    {
        var path = _folder.File("log.json");
        using (var loggers = Create(
            ("Serilog:WriteTo:0:Name", "File"),
            ("Serilog:WriteTo:0:Args:path", path),
            ("Serilog:WriteTo:0:Args:formatter", "Serilog.Formatting.Compact.RenderedCompactJsonFormatter, Serilog.Formatting.Compact")))
        {
            Log.Said(loggers.CreateLogger("Test"), "a\nb", null, 7);
        }

        using var entry = JsonDocument.Parse(Assert.Single(File.ReadAllLines(path)));
        Assert.Contains("a\\nb", entry.RootElement.GetProperty("@m").GetString(), StringComparison.Ordinal);
        Assert.Equal("Test", entry.RootElement.GetProperty("SourceContext").GetString());
    }

    [Fact]
    public void A_formatter_that_is_not_there_is_refused()
    {
        var refused = Assert.Throws<UsageException>(() => Create(
            ("Serilog:WriteTo:0:Name", "File"),
            ("Serilog:WriteTo:0:Args:path", _folder.File("log.json")),
            ("Serilog:WriteTo:0:Args:formatter", "Serilog.Formatting.Compact.CompactJson, Serilog.Formatting.Compact")));
        Assert.Contains("CompactJson", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Serilog:WriteTo:0:Name", "Fil", "Fil")]
    [InlineData("Serilog:Enrich:0", "WithMachineNam", "WithMachineNam")]
    [InlineData("Serilog:MinimumLevel:Default", "Loud", "Loud")]
    public void What_Serilog_would_leave_out_in_silence_is_refused(string key, string value, string named) =>
        Assert.Contains(named, Assert.Throws<UsageException>(() => Create((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void So_is_an_argument_that_a_sink_does_not_take()
    {
        var refused = Assert.Throws<UsageException>(() => Create(("Serilog:WriteTo:0:Name", "File"), ("Serilog:WriteTo:0:Args:pth", "x")));
        Assert.Contains("File", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_carries_the_time_in_UTC_whatever_the_time_zone_of_the_machine()
    {
        var at = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.FromHours(9));
        var text = new MessageTemplateParser().Parse("hello");
        using var line = new StringWriter();

        new MessageTemplateTextFormatter(OperationalLog.Template, CultureInfo.InvariantCulture)
            .Format(new LogEvent(at, LogEventLevel.Warning, exception: null, text, []), line);

        Assert.StartsWith("2026-03-01 00:30:00Z WRN hello", line.ToString(), StringComparison.Ordinal);
    }

    private static ILoggerFactory Create(params (string Key, string Value)[] settings) => OperationalLog.Create(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(one => one.Key, one => (string?)one.Value)).Build(),
        Verbosity.Normal);

    private static Written Plain() => new(new MessageTemplateTextFormatter(OperationalLog.Template, CultureInfo.InvariantCulture));

    private static VisibleLoggers Loggers(params ReadOnlySpan<Written> sinks)
    {
        var logger = new LoggerConfiguration();
        foreach (var sink in sinks)
        {
            logger.WriteTo.Sink(sink);
        }

        return new VisibleLoggers(new SerilogLoggerFactory(logger.CreateLogger(), dispose: true));
    }

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
