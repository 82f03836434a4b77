namespace RotationService.Azure.Resilience;

/// <summary>What services say, made fit for a message.</summary>
internal static class ErrorText
{
    private const int Longest = 600;
    private const int LongestName = 200;

    /// <summary>On one line, and not endless.</summary>
    public static string Tidy(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Longest ? $"{line[..Longest]}…" : line;
    }

    /// <summary>A name, code or id of theirs, cut where none is that long.</summary>
    public static string Short(string name) => name.Length > LongestName ? $"{name[..LongestName]}…" : name;

    /// <summary>Without a value that must not be in it, should a service ever echo what it was sent.</summary>
    public static string Without(string text, string value) => text.Replace(value, "(secret text)", StringComparison.Ordinal);

    /// <summary>The service's words, and after them what can be done about it.</summary>
    public static string With(string text, string? advice) =>
        advice is null ? text : $"{text.TrimEnd('.', ' ')}. {advice}";
}
