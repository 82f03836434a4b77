using System.CommandLine;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    /// <summary>The default policy file.</summary>
    public const string DefaultPolicies = "rotation-policies.yaml";

    /// <summary>The sandbox option as help shows it. Its value is never a separate word.</summary>
    public const string SandboxInHelp = "--sandbox[=URL]";

    /// <summary>The sandbox option as the library would show it, like any option with a value.</summary>
    public const string SandboxAsIs = "--sandbox <URL>";

    private readonly Option<string> _policies = new("--policies", "-p")
    {
        Description = "The policy file",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => DefaultPolicies,
    };

    private readonly Option<string?> _sandbox = new("--sandbox")
    {
        Description =
            "Use a sandbox instead of a real tenant: one in this process, or the one that runs at URL",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The format of results",
        Recursive = true,
        DefaultValueFactory = _ => "table",
    };

    private readonly Option<string> _verbosity = new("--verbosity", "-v")
    {
        Description = "How much detail to write to standard error",
        Recursive = true,
        DefaultValueFactory = _ => "normal",
    };

    private readonly IReadOnlyDictionary<string, string?> _settings;

    /// <summary>Creates the options.</summary>
    /// <param name="settings">The process settings from the command line.</param>
    public CommonOptions(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings;
        _output.AcceptOnlyFromAmong("table", "json", "csv");
        _verbosity.AcceptOnlyFromAmong("quiet", "normal", "detailed", "debug");
    }

    /// <summary>Adds the options to the root command, from which every command inherits them.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_policies);
        root.Options.Add(_sandbox);
        root.Options.Add(_output);
        root.Options.Add(_verbosity);
    }

    /// <summary>Whether the command line names the policy file, instead of leaving it to the default.</summary>
    public bool NamesPolicies(ParseResult parsed) => parsed.GetResult(_policies) is { Implicit: false };

    /// <summary>Reads the options from a parsed command line.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="asRows">Whether the command supports <c>--output csv</c>. Default false.</param>
    /// <exception cref="UsageException">The command does not support the requested output format.</exception>
    public Invocation Read(ParseResult parsed, bool asRows = false) => new(
        parsed.GetValue(_policies)!,
        parsed.GetValue(_sandbox),
        parsed.GetValue(_output) switch
        {
            "json" => OutputFormat.Json,
            "csv" => asRows
                ? OutputFormat.Csv
                : throw new UsageException(
                    $"--output csv works only with `discover`; for `{parsed.CommandResult.Command.Name}`, write table or json"),
            _ => OutputFormat.Table,
        },
        Enum.Parse<Verbosity>(parsed.GetValue(_verbosity)!, ignoreCase: true),
        _settings,
        Terminal.OfProcess());
}
