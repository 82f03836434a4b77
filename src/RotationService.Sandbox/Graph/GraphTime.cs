using System.Text.Json;

namespace RotationService.Sandbox.Graph;

/// <summary>Writes times in the format of Graph.</summary>
internal static class GraphTime
{
    private const int LongestTime = 28;

    /// <summary>
    /// Writes a time with seven fractional digits if Graph chose it, and with none if the caller gave whole seconds
    /// (documented samples).
    /// </summary>
    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset time, bool defaulted)
    {
        if (!defaulted)
        {
            json.WriteString(name, time.UtcDateTime);
            return;
        }

        Span<char> text = stackalloc char[LongestTime];
        time.UtcDateTime.TryFormat(text, out var length, "O");
        json.WriteString(name, text[..length]);
    }
}
