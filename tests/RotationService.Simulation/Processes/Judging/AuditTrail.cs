using System.Text.Json;

namespace RotationService.Simulation.Processes.Judging;

/// <summary>The audit files of all processes as plain JSON lines, read on as they grow.</summary>
internal sealed class AuditTrail(IReadOnlyList<string> paths)
{
    private readonly long[] _read = new long[paths.Count];
    private readonly Dictionary<string, AuditIntent> _intents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>All intents so far.</summary>
    public IReadOnlyCollection<AuditIntent> Intents => _intents.Values;

    /// <summary>Those without an outcome.</summary>
    public IEnumerable<AuditIntent> Open => _intents.Values.Where(intent => !_outcomes.ContainsKey(intent.IntentId));

    /// <summary>Reads what has been added; a line counts once it has its line break.</summary>
    public void ReadOn()
    {
        for (var index = 0; index < paths.Count; index++)
        {
            if (!File.Exists(paths[index]))
            {
                continue;
            }

            using var file = new FileStream(paths[index], FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            file.Position = _read[index];
            var added = new byte[Math.Max(0, file.Length - _read[index])];
            var whole = added.AsSpan(0, file.ReadAtLeast(added, added.Length, throwOnEndOfStream: false)).LastIndexOf((byte)'\n') + 1;
            _read[index] += whole;
            foreach (var line in AuditFile.Lines(added.AsMemory(0, whole)))
            {
                Note(line);
            }
        }
    }

    /// <summary>What is wrong with the outcomes, when all is settled: each intent has exactly one, and none is without its intent.</summary>
    public IEnumerable<Violation> Unbalanced() =>
    [
        .. Open.Select(intent => new Violation("I8", $"the intent {intent} never got an outcome")),
        .. _outcomes.Where(outcome => outcome.Value > 1).Select(outcome => new Violation("I8", $"the intent {outcome.Key} got {outcome.Value} outcomes")),
        .. _outcomes.Keys.Where(intentId => !_intents.ContainsKey(intentId)).Select(intentId => new Violation("I8", $"the outcome of {intentId} has no intent")),
    ];

    private void Note(ReadOnlyMemory<byte> line)
    {
        JsonDocument record;
        try
        {
            record = JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            // A line that a crash has torn; whether it is sealed is for the chain to say.
            return;
        }

        using (record)
        {
            string Text(string name) => record.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
            var intentId = Text("intentId");
            switch (Text("kind"))
            {
                case "Intent":
                    _intents[intentId] = new AuditIntent(intentId, Text("step"), Text("appId"), Text("rotationId"), Text("keyId"), Text("vault"));
                    break;
                case "Outcome":
                    _outcomes[intentId] = _outcomes.GetValueOrDefault(intentId) + 1;
                    break;
                default:
                    break;
            }
        }
    }
}
