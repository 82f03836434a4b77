namespace RotationService.Settings;

/// <summary>
/// Checks the sinks of the operational log. Serilog ignores a sink that it does not find, and then nothing is written
/// there.
/// </summary>
internal static class SerilogSinks
{
    private static readonly string[] Available = ["File", "Async", "Console"];

    // These sinks of Serilog itself contain other sinks.
    private static readonly string[] Holders = ["Logger", "Conditional"];

    /// <summary>Whether a key of the section Serilog concerns sinks.</summary>
    public static bool IsListOfSinks(IReadOnlyList<string> parts) =>
        parts[1].ToUpperInvariant() is "WRITETO" or "AUDITTO";

    /// <summary>The problem with a key that concerns sinks. Null if there is none.</summary>
    /// <param name="parts">The parts of the key.</param>
    /// <param name="value">The value of the key.</param>
    public static string? ProblemOf(IReadOnlyList<string> parts, string value) => parts.Count switch
    {
        2 => value.Length == 0
            ? null
            : $"is \"{value}\", which is not a list; write it as [ {{ \"Name\": \"File\", \"Args\": {{ … }} }} ]",
        3 => Unknown(value),
        _ => string.Equals(parts[^1], "Name", StringComparison.OrdinalIgnoreCase) ? Unknown(value) : null,
    };

    private static string? Unknown(string sink)
    {
        if (Available.Concat(Holders).Contains(sink, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        var hint = Spelling.Nearest(sink, Available) is { } nearest
            ? $"did you mean {nearest}? Sinks:"
            : "sinks:";
        return $"is \"{sink}\", which is not a sink; {hint} {string.Join(", ", Available)}";
    }
}
