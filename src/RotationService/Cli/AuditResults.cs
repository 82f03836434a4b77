using RotationService.Audit;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>Formats audit records and the results of chain checks.</summary>
internal static class AuditResults
{
    /// <summary>The records as JSON.</summary>
    public static string Records(IReadOnlyList<(string File, AuditEntry Entry)> entries) =>
        ResultDocument.Document(json =>
        {
            json.WriteStartArray("records");
            foreach (var (file, entry) in entries)
            {
                json.WriteStartObject();
                json.WriteString("file", file);
                json.WriteNumber("seq", entry.Sequence);
                AuditLine.WriteRecord(json, entry.Record);
                json.WriteString("prev", entry.Previous);
                json.WriteString("hash", entry.Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    /// <summary>The records as a table.</summary>
    public static TextTable Table(IReadOnlyList<(string File, AuditEntry Entry)> entries)
    {
        var table = new TextTable(["AT", "KIND", "STEP", "POLICY", "OUTCOME", "REASON", "CREDENTIAL", "MESSAGE"]);
        foreach (var (_, entry) in entries)
        {
            var record = entry.Record;
            table.Add(
                TimeText.ToTheSecond(record.At),
                record.Kind.ToString(),
                record.Step == Step.None ? "-" : record.Step.ToString(),
                record.Policy.Length == 0 ? "-" : record.Policy,
                record.Outcome?.ToString() ?? "-",
                record.Step == Step.None ? "-" : record.Reason.ToString(),
                record.KeyId is { } keyId ? VersionTags.Abbreviate(keyId) : "-",
                record.Message ?? "");
        }

        return table;
    }

    /// <summary>The results of chain checks as JSON.</summary>
    public static string Verdicts(IReadOnlyList<AuditVerdict> verdicts) => ResultDocument.Document(json =>
    {
        json.WriteStartArray("logs");
        foreach (var verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("file", verdict.File);
            json.WriteBoolean("whole", verdict.IsWhole);
            json.WriteNumber("records", verdict.Records);
            json.WriteNumber("openIntents", verdict.OpenIntents);
            json.WriteNumber("recovered", verdict.Recoveries);
            if (verdict.BrokenLine is { } line)
            {
                json.WriteNumber("brokenLine", line);
                json.WriteString("problem", verdict.Problem);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>The result of a chain check as one line of text.</summary>
    public static string Sentence(AuditVerdict verdict)
    {
        if (verdict.BrokenLine is { } line)
        {
            return
                $"{verdict.File}:{line}: the chain is broken here: {verdict.Problem} ({verdict.Records} records before it are intact)";
        }

        var torn = verdict.TornBytes > 0
            ? $"; its last {verdict.TornBytes} bytes are an incomplete record, which is being written or was left by a crash"
            : "";
        var recovered = verdict.Recoveries > 0 ? $", {verdict.Recoveries} recovered after a crash" : "";
        return
            $"{verdict.File}: the chain is intact: {verdict.Records} records, {verdict.OpenIntents} intents without an outcome{recovered}{torn}";
    }
}
