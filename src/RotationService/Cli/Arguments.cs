using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>
/// The command line, with its process settings (<c>--Audit:Path=FILE</c>) separated from the commands and options.
/// </summary>
/// <param name="Words">The commands and options.</param>
/// <param name="Settings">The process settings. The parser of options does not see them.</param>
/// <param name="Problem">The first problem with a setting. Null if there is none.</param>
internal sealed record Arguments(
    IReadOnlyList<string> Words,
    IReadOnlyDictionary<string, string?> Settings,
    string? Problem)
{
    /// <summary>
    /// The value that <c>--sandbox</c> gets when it has no address, so that the option never consumes the next word.
    /// </summary>
    public const string InProcess = "in-process";

    private const string SandboxOption = "--sandbox";

    /// <summary>
    /// Separates the settings from the rest. The name of a setting begins with a capital letter, which no option does.
    /// </summary>
    public static Arguments Split(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        string? problem = null;
        for (var index = 0; index < args.Count; index++)
        {
            var arg = args[index];
            if (arg == "--")
            {
                words.AddRange(args.Skip(index));
                break;
            }

            if (arg == SandboxOption)
            {
                words.Add($"{SandboxOption}={InProcess}");
            }
            else if (arg.Length > 2
                && arg.StartsWith("--", StringComparison.Ordinal)
                && char.IsAsciiLetterUpper(arg[2]))
            {
                var equals = arg.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? arg[2..] : arg[2..equals];
                if (equals < 0 && index + 1 == args.Count)
                {
                    problem ??= $"--{name} needs a value: --{name}=VALUE";
                    continue;
                }

                settings[name] = equals < 0 ? args[++index] : arg[(equals + 1)..];
                problem ??= KnownSettings.Problem(name, settings[name], key => $"--{key}=VALUE", $"--{name}");
            }
            else
            {
                words.Add(arg);
            }
        }

        return new Arguments(words, settings, problem);
    }
}
