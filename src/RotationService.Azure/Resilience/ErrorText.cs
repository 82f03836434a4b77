namespace RotationService.Azure.Resilience;

/// <summary>Prepares texts of the services for use in messages.</summary>
internal static class ErrorText
{
    private const int Longest = 600;
    private const int LongestName = 200;

    /// <summary>The text on one line, cut after 600 characters.</summary>
    public static string Tidy(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Longest ? $"{line[..Longest]}…" : line;
    }

    /// <summary>A name, code or id of a service, cut after 200 characters. None is that long.</summary>
    public static string Short(string name) => name.Length > LongestName ? $"{name[..LongestName]}…" : name;

    /// <summary>The text without a secret value, in case a service returns what it was sent.</summary>
    public static string Without(string text, string value) =>
        text.Replace(value, "(secret text)", StringComparison.Ordinal);

    /// <summary>The service's text, followed by advice. Null advice adds nothing.</summary>
    public static string With(string text, string? advice) =>
        advice is null ? text : $"{text.TrimEnd('.', ' ')}. {advice}";
}
