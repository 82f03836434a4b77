using System.Text;
using System.Text.Json;
using RotationService.Audit;
using RotationService.Cli;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Diagnostics;
using RotationService.Core.Discovery;
using RotationService.Core.Display;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Narration;
using RotationService.Output;
using RotationService.PolicyFile;
using RotationService.Settings;

namespace RotationService.Tests.Output;

/// <summary>What others may call things, or answer, through each printer: never raw, never a line more.</summary>
public sealed class HostileTextTests
{
    private const string Harmless = "name";

    [Fact]
    public void In_the_tables_of_a_sweep() => NeverRaw((terminal, text) =>
    {
        foreach (var print in (Action<Terminal, SweepReport>[])[ReportTables.Status, ReportTables.Plan, ReportTables.Steps])
        {
            print(terminal, Sweep(text));
        }
    });

    [Fact]
    public void In_a_drawn_table()
    {
        foreach (var texts in Hostile.Batches())
        {
            // The header is bold, which is ours. A pair of surrogates that is wrapped in its middle is replaced on its way to the terminal.
            var printed = WellFormed(Printed(terminal => terminal.Print(Table(texts)), isTerminal: true))
                .Replace("\u001b[1mNAME\u001b[0m", "NAME", StringComparison.Ordinal)
                .Replace("\u001b[1mEND\u001b[0m", "END", StringComparison.Ordinal);
            var rows = printed.Split(Environment.NewLine).Count(line => line.Contains("end-of-row", StringComparison.Ordinal));
            Assert.DoesNotContain(printed.Split(Environment.NewLine), Hostile.IsRaw);
            Assert.Equal(texts.Count, rows);
        }
    }

    [Fact]
    public void In_the_table_of_what_was_discovered() => NeverRaw((terminal, text) => InventoryTable.Print(terminal, Discovered(text), 1));

    [Fact]
    public void In_what_the_doctor_says() => NeverRaw((terminal, text) =>
    {
        var lines = new FindingLines(terminal, isDetailed: true);
        lines.Add(new Finding(text, Check.Application, true, text));
        lines.Add(new Finding(text, Check.Ownership, false, text) { Remedy = text });
        lines.Conclude();
    });

    [Fact]
    public void In_the_narration() =>
        NeverRaw((terminal, text) => Narrate(new Narrator(terminal, new WatchedPlace(text, text, text)), text));

    [Fact]
    public void In_audit_records() => NeverRaw((terminal, text) =>
    {
        terminal.Print(AuditResults.Table([("audit.jsonl", Entry(text))]));
        terminal.Out.WriteLine(AuditResults.Sentence(new AuditVerdict(text, 1, 2, text)));
    });

    [Fact]
    public void In_complaints_and_messages_about_a_policy_file() => NeverRaw((terminal, text) =>
    {
        var settings = new Dictionary<string, string?>();
        new Invocation(text, null, OutputFormat.Table, Verbosity.Normal, settings, terminal with { Error = terminal.Out }).Complain(text);
        terminal.Out.WriteLine(new PolicyFileMessage(1, 1, text).Format(text));
    });

    [Fact]
    public void In_rows_for_spreadsheets() => Hostile.Holds(text =>
    {
        using var writer = new StringWriter();
        InventoryRows.Write(writer, Discovered(text));
        return !writer.ToString().Split("\r\n").Any(Hostile.IsRaw) && writer.ToString().Split("\r\n").Length == 3;
    });

    [Fact]
    public void In_json_it_is_escaped_and_read_back_whole() => Hostile.Holds(text =>
    {
        var calls = new CallTotals(0, 0, 0);
        var documents = (string[])[ResultDocument.Write(Sweep(text), calls), InventoryDocument.Write(Discovered(text), calls, text)];
        var line = Encoding.UTF8.GetString(AuditLine.Write(Entry(text), text, out _)).TrimEnd('\n');
        return !documents.Append(line).SelectMany(Hostile.Lines).Any(Hostile.IsRaw)
            && Message(documents[0]) == WellFormed(VisibleText.Shorten(text, 2000))
            && Message(documents[1]) == WellFormed(text)
            && AuditLine.Read(Encoding.UTF8.GetBytes(line), out _)?.Record.Message == WellFormed(text);
    });

    [Fact]
    public void In_a_draft_of_policies()
    {
        foreach (var texts in Hostile.Batches())
        {
            var nothing = new PolicySet(null, []);
            var inventory = Inventory.Of([.. texts.Select((text, index) => Directory(text, index + 1))], nothing, Reports.Noon);
            var draft = PolicyDraft.Write(inventory, nothing)!;
            Assert.DoesNotContain(draft.Split('\n'), Hostile.IsRaw);
            var result = PolicyFileLoader.Parse("draft.yaml", Encoding.UTF8.GetBytes(draft));
            Assert.Empty(result.Messages);
            Assert.Equal(inventory.Applications.Count(found => found.Credentials.Count > 0), result.Policies!.Policies.Count);
        }
    }

    private static void NeverRaw(Action<Terminal, string> print)
    {
        var lines = Hostile.Lines(Printed(terminal => print(terminal, Harmless))).Length;
        Hostile.Holds(text => Hostile.IsHarmless(Printed(terminal => print(terminal, text)), lines));
    }

    private static string Printed(Action<Terminal> print, bool isTerminal = false)
    {
        using var text = new StringWriter();
        print(new Terminal(text, text, isTerminal, HasColour: false));
        return text.ToString();
    }

    private static TextTable Table(IReadOnlyList<string> texts)
    {
        var table = new TextTable(["NAME", "END"]);
        foreach (var text in texts)
        {
            // Long ones are wrapped, which takes its time.
            table.Add(text[..Math.Min(text.Length, 40)], "end-of-row");
        }

        return table;
    }

    private static void Narrate(Narrator narrator, string text)
    {
        narrator.SweepBegins(1, Reports.Noon);
        narrator.StepEnded(Named(text), Directory(text), Reports.Step(Step.Issue, StepOutcome.Failed, Reason.UnexpectedError), text);
        narrator.StepEnded(Named(text), Directory(text), Reports.Step(Step.Promote, StepOutcome.Done, Reason.PendingFound), text);
        narrator.Reconciled(Troubled(text));
        narrator.Unexpected(Named(text), new InvalidOperationException(text));
        narrator.SweepEnded(Sweep(text) with { DirectoryFailure = null });
        narrator.SweepEnded(Sweep(text));
    }

    private static SweepReport Sweep(string text) => Reports.Of(
        Troubled(text),
        Troubled(text) with
        {
            Condition = Condition.Healthy,
            Reason = Reason.UpToDate,
            NextAction = Step.Issue,
            NextActionAt = Reports.Noon.AddDays(1),
        }) with
    {
        DirectoryFailure = Failure(text),
        Unlisted = [new UnlistedTenant(Reports.Id(9), DirectoryKind.Application, Failure("listing " + text))],
        Unmatched = [Directory(text)],
    };

    private static CallFailure Failure(string text) => new(CallFailureKind.Forbidden, text) { Code = text, RequestId = text };

    private static ApplicationReport Troubled(string text) => new(Named(text), Condition.NeedsAttention, Reason.VaultForbidden, text)
    {
        Application = Directory(text),
        Credentials = [new StagedCredential(new Credential(Reports.Id(3), text, Reports.Noon, Reports.Noon, null), Stage.Foreign)],
        Vaults =
        [
            new VaultStanding(new Uri("https://contoso-we.vault.azure.net"), VaultState.Missing),
            new VaultStanding(new Uri("https://contoso-ne.vault.azure.net"), VaultState.Unreadable) { Failure = text, Version = text },
        ],
        Steps = [Reports.Step(Step.Issue, StepOutcome.Planned, Reason.NearingExpiry, 7)],
    };

    private static Policy Named(string text) => Reports.PolicyOf("group") with { Member = text };

    private static DirectoryApplication Directory(string text, int number = 1) => new(
        Reports.Id(number),
        Reports.Id(number),
        $"github {text}",
        text,
        [new Credential(Reports.Id(number), text, Reports.Noon.AddDays(-1), Reports.Noon.AddDays(1), null)])
    {
        Tags = [text],
        Owners = [text],
    };

    private static Inventory Discovered(string text) => Inventory.Of([Directory(text)], new PolicySet(null, []), Reports.Noon);

    private static AuditEntry Entry(string text) => new(
        1,
        new AuditRecord(AuditKind.Outcome, Reports.Noon, Reports.Id(1), Step.Promote)
        {
            Policy = text,
            Secret = text,
            Version = text,
            Message = text,
            RequestId = text,
            Outcome = StepOutcome.Failed,
        },
        "",
        AuditLine.NoHash);

    private static string? Message(string document)
    {
        using var json = JsonDocument.Parse(document);
        return json.RootElement.GetProperty("message").GetString();
    }

    // Half a surrogate pair is no character, and no encoding writes it.
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
