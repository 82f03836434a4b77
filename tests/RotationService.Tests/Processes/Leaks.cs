using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RotationService.Tests.Processes;

/// <summary>Everything the service wrote in the tests, searched for everything it must not write: a client secret, raw or encoded.</summary>
internal static class Leaks
{
    private static readonly ConcurrentBag<string> Written = [];

    /// <summary>Adds something that was written.</summary>
    public static void Collect(string text) => Written.Add(text);

    /// <summary>Adds the files below a directory.</summary>
    public static void CollectFiles(string directory)
    {
        foreach (var file in Directory.Exists(directory) ? Directory.GetFiles(directory, "*", SearchOption.AllDirectories) : [])
        {
            Collect(File.ReadAllText(file));
        }
    }

    /// <summary>Finds none of these secrets in anything written so far, however encoded, nor their first eight characters.</summary>
    public static void AssertNone(IEnumerable<string> secrets)
    {
        var needles = secrets.SelectMany(Forms).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(needles);
        Assert.NotEmpty(Written);
        foreach (var text in Written)
        {
            foreach (var needle in needles)
            {
                Assert.False(text.Contains(needle, StringComparison.Ordinal), $"A secret is in something that was written, near: {Redact(text, needle)}");
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
        System.Net.WebUtility.UrlEncode(secret),
        JsonSerializer.Serialize(secret).Trim('"'),
        JavaScriptEncoder.Default.Encode(secret),
    ];

    private static string Redact(string text, string needle)
    {
        var at = text.IndexOf(needle, StringComparison.Ordinal);
        return text[Math.Max(0, at - 80)..at] + "(here)";
    }
}
