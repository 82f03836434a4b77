namespace RotationService.Settings;

/// <summary>
/// The names of all settings, and messages for keys that are not settings. Without a message such a key would be
/// ignored, and the default would be used silently.
/// </summary>
internal static class KnownSettings
{
    /// <summary>
    /// The prefix of the service's environment variables. Names without it, such as INTERVAL, may belong to any
    /// program.
    /// </summary>
    public const string Prefix = "ROTATION_";

    /// <summary>The section of the operational log, which Serilog reads itself.</summary>
    public const string Serilog = "Serilog";

    /// <summary>The section of the audit log.</summary>
    public const string Audit = "Audit";

    /// <summary>The names of all settings except those of Serilog.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Audit:Path",
        "Audit:AllowWorldWritable",
        "Interval",
        "VaultCheckEverySweeps",
        "Cloud",
    ];

    private static readonly string[] OfSerilog =
        [
            "Using",
            "LevelSwitches",
            "FilterSwitches",
            "MinimumLevel",
            "WriteTo",
            "AuditTo",
            "Enrich",
            "Destructure",
            "Filter",
            "Properties"
        ];

    private static readonly string[] OfMinimumLevel = ["Default", "ControlledBy", "Override"];

    /// <summary>
    /// Whether an environment variable with this key is a setting of the service even without <see cref="Prefix"/>.
    /// </summary>
    public static bool IsOursWithoutPrefix(string key) => IsBelow(key, Audit) || IsBelow(key, Serilog);

    /// <summary>The problem with a key. Null if there is none.</summary>
    /// <param name="key">The key, its parts separated by colons.</param>
    /// <param name="value">The value of the key. Null for a section without content.</param>
    /// <param name="named">Formats a key as the source of the key writes it.</param>
    /// <param name="place">The name of this key in messages.</param>
    public static string? Problem(string key, string? value, Func<string, string> named, string place)
    {
        if (Names.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return string.IsNullOrEmpty(value)
                ? $"{place} is empty; set a value, or remove it to use the default"
                : null;
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
            : $"{place} is not a setting. Settings: {string.Join(", ", Names.Select(named))} and {named(Serilog + ":…")}";
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

        return SerilogSinks.IsListOfSinks(parts)
            && value is not null
            && SerilogSinks.ProblemOf(parts, value) is { } problem
                ? $"{place} {problem}"
                : null;
    }

    private static string Unknown(string place, string word, string[] known, Func<string, string> named) =>
        Spelling.Nearest(word, known) is { } nearest
            ? $"{place} is not a setting; did you mean {named(nearest)}?"
            : $"{place} is not a setting. Settings: {string.Join(", ", known.Select(named))}";

    private static bool IsSection(string key) => Names.Any(name => IsBelow(name, key));

    private static bool IsBelow(string key, string section) =>
        key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase);
}
