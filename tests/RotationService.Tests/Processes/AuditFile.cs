using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>An audit log as an auditor reads it.</summary>
internal static class AuditFile
{
    public static IReadOnlyList<JsonNode> Read(string path) => [.. File.ReadLines(path).Select(line => JsonNode.Parse(line)!)];

    public static void AssertEveryIntentHasOneOutcome(string path)
    {
        var records = Read(path);
        var intents = records.Where(record => (string)record["kind"]! is "Intent").Select(record => (string)record["intentId"]!).ToList();
        var outcomes = records.Where(record => (string)record["kind"]! is "Outcome").Select(record => (string)record["intentId"]!).ToList();
        Assert.NotEmpty(intents);
        Assert.Equal(intents.Order(), outcomes.Order());
    }
}
