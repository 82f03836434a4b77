using System.Collections;
using Microsoft.Extensions.Configuration;

namespace RotationService.Settings;

/// <summary>
/// The sources of the process's settings. The command line overrides the environment, and the environment overrides the
/// file. The class also remembers the source of each key.
/// </summary>
internal sealed class SettingSources
{
    private readonly string _file;
    private readonly Dictionary<string, string> _variables = new(StringComparer.OrdinalIgnoreCase);
    private readonly IReadOnlyDictionary<string, string?> _commandLine;

    /// <summary>Reads all sources.</summary>
    /// <param name="file">The file. It need not exist.</param>
    /// <param name="environment">The environment variables by name.</param>
    /// <param name="commandLine">The settings from the command line, whose keys have been checked.</param>
    /// <exception cref="UsageException">
    /// A key is unknown or empty, or the file cannot be read or is not valid JSON.
    /// </exception>
    public SettingSources(string file, IDictionary environment, IReadOnlyDictionary<string, string?> commandLine)
    {
        (_file, _commandLine) = (file, commandLine);
        var inFile = ReadFile(file);
        var inEnvironment = ReadEnvironment(environment);
        Configuration = new ConfigurationBuilder()
            .AddConfiguration(inFile)
            .AddInMemoryCollection(inEnvironment)
            .AddInMemoryCollection(commandLine)
            .Build();

        var keys = inFile.AsEnumerable().ToList();
        var problems = keys
            .Where(pair => !keys.Exists(other =>
                other.Key.StartsWith(pair.Key + ":", StringComparison.OrdinalIgnoreCase)))
            .Select(pair => KnownSettings.Problem(pair.Key, pair.Value, key => key, InFile(pair.Key)))
            .Concat(inEnvironment.Select(pair =>
                KnownSettings.Problem(pair.Key, pair.Value, Variable, InVariable(pair.Key))))
            .OfType<string>()
            .ToList();
        if (problems.Count > 0)
        {
            throw new UsageException(string.Join("; ", problems));
        }
    }

    /// <summary>The combined configuration.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>The name of a setting in its source, for messages about its value.</summary>
    public string Place(string key) =>
        _commandLine.ContainsKey(key) ? $"--{key}"
        : _variables.ContainsKey(key) ? InVariable(key)
        : InFile(key);

    private static string Variable(string key) =>
        (KnownSettings.IsOursWithoutPrefix(key) ? "" : KnownSettings.Prefix)
        + key.Replace(":", "__", StringComparison.Ordinal);

    private static IConfiguration ReadFile(string file)
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file), optional: true, reloadOnChange: false)
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException(
                $"{file} is not valid JSON: {exception.InnerException?.Message ?? exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}");
        }
    }

    // A variable with the prefix takes precedence over the same one without it, because no other program uses it.
    private Dictionary<string, string?> ReadEnvironment(IDictionary environment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in environment.Keys
            .Cast<string>()
            .OrderBy(IsPrefixed)
            .ThenBy(name => name, StringComparer.Ordinal))
        {
            var key = (IsPrefixed(name) ? name[KnownSettings.Prefix.Length..] : name)
                .Replace("__", ":", StringComparison.Ordinal);
            if (!IsPrefixed(name) && !KnownSettings.IsOursWithoutPrefix(key))
            {
                continue;
            }

            var value = (string?)environment[name];
            if (_variables.TryGetValue(key, out var other)
                && IsPrefixed(other) == IsPrefixed(name)
                && settings[key] != value)
            {
                throw new UsageException(
                    $"the environment variables {other} and {name} set one setting to different values; remove one");
            }

            (settings[key], _variables[key]) = (value, name);
        }

        return settings;
    }

    private static bool IsPrefixed(string name) =>
        name.StartsWith(KnownSettings.Prefix, StringComparison.OrdinalIgnoreCase) && !IsOfKubernetes(name);

    // For a Service named `rotation` or `rotation-service`, Kubernetes sets such variables in every container of the
    // namespace.
    private static bool IsOfKubernetes(string name) =>
        name.StartsWith("ROTATION_SERVICE_", StringComparison.Ordinal)
        || name == "ROTATION_PORT"
        || name.StartsWith("ROTATION_PORT_", StringComparison.Ordinal);

    private string InFile(string key) => $"{_file}: {key}";

    private string InVariable(string key) => $"the environment variable {_variables[key]}";
}
