using System.Text.Json;

namespace RotationService.TestKit.Leaks;

/// <summary>The secret texts that a sandbox ever made or stored, read from its own records.</summary>
public static class SandboxSecrets
{
    /// <summary>Reads them; what is not a value but stands for one is among them.</summary>
    /// <param name="directory">Where it keeps its state.</param>
    public static IReadOnlyCollection<string> In(string directory)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        using var file = new StreamReader(new FileStream(Path.Combine(directory, "state.jsonl"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (file.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            Collect(document.RootElement, secrets);
        }

        return secrets;
    }

    private static void Collect(JsonElement element, HashSet<string> secrets)
    {
        if (element.ValueKind is JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, secrets);
            }
        }
        else if (element.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.String && property.Name is "value" or "secretText" or "clientSecret")
                {
                    secrets.Add(property.Value.GetString()!);
                }

                Collect(property.Value, secrets);
            }
        }
    }
}
