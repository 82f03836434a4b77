using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Tests;

/// <summary>Searches what the service wrote for what it must never write: a client secret, raw or encoded, or the beginning of one.</summary>
internal static class LeakHunt
{
    /// <summary>Longer than any word that stands for a value, shorter than any value.</summary>
    private const int ShortestSecret = 16;

    /// <summary>Fails if any of the secrets is in any of the texts. It must have something to look for, and somewhere.</summary>
    public static void AssertNone(IEnumerable<string> texts, IEnumerable<string> secrets)
    {
        var needles = secrets.Where(secret => secret.Length >= ShortestSecret).SelectMany(Forms).ToHashSet(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var needle in needles)
            {
                var at = text.IndexOf(needle, StringComparison.Ordinal);
                Assert.True(at < 0, $"A secret was written, behind: …{(at < 0 ? "" : text[Math.Max(0, at - 80)..at])}");
            }
        }
    }

    /// <summary>Every value that a sandbox ever made or stored, from its own records.</summary>
    /// <param name="directory">Where it keeps its state.</param>
    public static async Task<IReadOnlyCollection<string>> SecretsOfAsync(string directory)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(directory, "state.jsonl")))
        {
            Collect(JsonNode.Parse(line));
        }

        Assert.NotEmpty(secrets);
        return secrets;

        void Collect(JsonNode? node)
        {
            foreach (var (name, value) in node as JsonObject ?? [])
            {
                if (name is "value" or "secretText" or "clientSecret" && value?.GetValueKind() is JsonValueKind.String)
                {
                    secrets.Add((string)value!);
                }

                Collect(value);
            }

            foreach (var item in node as JsonArray ?? [])
            {
                Collect(item);
            }
        }
    }

    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        secret[..8],
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        Convert.ToBase64String(Encoding.Unicode.GetBytes(secret)),
        Convert.ToHexString(Encoding.UTF8.GetBytes(secret)),
        Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
        Uri.EscapeDataString(secret),
        WebUtility.UrlEncode(secret),
        JsonSerializer.Serialize(secret).Trim('"'),
        JavaScriptEncoder.Default.Encode(secret),
    ];
}
