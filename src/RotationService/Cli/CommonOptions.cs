using System.CommandLine;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The options of every verb.</summary>
internal sealed class CommonOptions
{
    /// <summary>The policy file, if none is named.</summary>
    public const string DefaultPolicies = "rotation-policies.yaml";

    /// <summary>How help shows the option of the sandbox: its value is never a word of its own.</summary>
    public const string SandboxInHelp = "--sandbox[=URL]";

    /// <summary>How the library shows it, as it does any option with a value.</summary>
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
        Description = "Use the sandbox instead of the real tenant: in this process, or with =URL one that is already running",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "How results are printed",
        Recursive = true,
        DefaultValueFactory = _ => "table",
    };

    private readonly Option<string> _verbosity = new("--verbosity", "-v")
    {
        Description = "How much is said on standard error",
        Recursive = true,
        DefaultValueFactory = _ => "normal",
    };

    private readonly IReadOnlyDictionary<string, string?> _settings;

    /// <summary>Makes them.</summary>
    /// <param name="settings">The process settings that the command line gave.</param>
    public CommonOptions(IReadOnlyDictionary<string, string?> settings)
    {
        _settings = settings;
        _output.AcceptOnlyFromAmong("table", "json", "csv");
        _verbosity.AcceptOnlyFromAmong("quiet", "normal", "detailed", "debug");
    }

    /// <summary>Adds them to the root, from where every verb inherits them.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(_policies);
        root.Options.Add(_sandbox);
        root.Options.Add(_output);
        root.Options.Add(_verbosity);
    }

    /// <summary>Whether the policy file was named, and is not the one that is looked for by itself.</summary>
    public bool NamesPolicies(ParseResult parsed) => parsed.GetResult(_policies) is { Implicit: false };

    /// <summary>What was given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="asRows">Whether the verb can print rows of separated values.</param>
    /// <exception cref="UsageException">It is asked for what it cannot print.</exception>
    public Invocation Read(ParseResult parsed, bool asRows = false) => new(
        parsed.GetValue(_policies)!,
        parsed.GetValue(_sandbox),
        parsed.GetValue(_output) switch
        {
            "json" => OutputFormat.Json,
            "csv" => asRows ? OutputFormat.Csv : throw new UsageException($"--output csv is what `discover` can print; for `{parsed.CommandResult.Command.Name}` write table or json"),
            _ => OutputFormat.Table,
        },
        Enum.Parse<Verbosity>(parsed.GetValue(_verbosity)!, ignoreCase: true),
        _settings,
        Terminal.OfProcess());
}
