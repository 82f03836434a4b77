namespace RotationService.Settings;

/// <summary>
/// The settings there are, and what to say of a key that is none: it would otherwise be ignored, and the default be used in
/// silence.
/// </summary>
internal static class KnownSettings
{
    /// <summary>What the names of our environment variables begin with. Words such as INTERVAL are anybody's.</summary>
    public const string Prefix = "ROTATION_";

    /// <summary>The section of the operational log, which Serilog reads by itself.</summary>
    public const string Serilog = "Serilog";

    /// <summary>The section of the audit log.</summary>
    public const string Audit = "Audit";

    /// <summary>The names of all settings but Serilog's.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Audit:Path",
        "Audit:AllowWorldWritable",
        "Interval",
        "VaultCheckEverySweeps",
        "Cloud",
    ];

    private static readonly string[] OfSerilog =
        ["Using", "LevelSwitches", "FilterSwitches", "MinimumLevel", "WriteTo", "AuditTo", "Enrich", "Destructure", "Filter", "Properties"];

    private static readonly string[] OfMinimumLevel = ["Default", "ControlledBy", "Override"];

    /// <summary>Whether an environment variable of this key is ours without <see cref="Prefix"/>, too.</summary>
    public static bool IsOursWithoutPrefix(string key) => IsBelow(key, Audit) || IsBelow(key, Serilog);

    /// <summary>What is wrong with a key; null if nothing.</summary>
    /// <param name="key">The key, its parts separated by colons.</param>
    /// <param name="value">Its value; null for a section with nothing in it.</param>
    /// <param name="named">How the place that it was found in writes a key.</param>
    /// <param name="place">What to call the key in that place.</param>
    public static string? Problem(string key, string? value, Func<string, string> named, string place)
    {
        if (Names.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return string.IsNullOrEmpty(value) ? $"{place} is empty; give it a value, or take it out to have the default" : null;
        }

        if (IsBelow(key, Serilog))
        {
            return ProblemOfSerilog(key, value, named, place);
        }

        if (value is null && (IsSection(key) || string.Equals(key, Serilog, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return Spelling.Nearest(key, Names) is { } nearest
            ? $"{place} is not a setting; did you mean {named(nearest)}?"
            : $"{place} is not a setting; there are {string.Join(", ", Names.Select(named))} and {named(Serilog + ":…")}";
    }

    private static string? ProblemOfSerilog(string key, string? value, Func<string, string> named, string place)
    {
        var parts = key.Split(':');
        if (!OfSerilog.Contains(parts[1], StringComparer.OrdinalIgnoreCase))
        {
            return Unknown(place, parts[1], OfSerilog, one => named($"{Serilog}:{one}"));
        }

        var isLevel = string.Equals(parts[1], "MinimumLevel", StringComparison.OrdinalIgnoreCase) && parts.Length > 2;
        if (isLevel && !OfMinimumLevel.Contains(parts[2], StringComparer.OrdinalIgnoreCase))
        {
            return Unknown(place, parts[2], OfMinimumLevel, one => named($"{Serilog}:MinimumLevel:{one}"));
        }

        return SerilogSinks.IsListOfSinks(parts) && value is not null && SerilogSinks.ProblemOf(parts, value) is { } problem
            ? $"{place} {problem}"
            : null;
    }

    private static string Unknown(string place, string word, string[] known, Func<string, string> named) =>
        Spelling.Nearest(word, known) is { } nearest
            ? $"{place} is not a setting; did you mean {named(nearest)}?"
            : $"{place} is not a setting; there are {string.Join(", ", known.Select(named))}";

    private static bool IsSection(string key) => Names.Any(name => IsBelow(name, key));

    private static bool IsBelow(string key, string section) => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);
}
