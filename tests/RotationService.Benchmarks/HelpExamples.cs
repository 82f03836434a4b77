using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace RotationService.Benchmarks;

/// <summary>The usual help, and examples behind it.</summary>
internal sealed class HelpExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Run = "dotnet run -c Release --project tests/RotationService.Benchmarks --";

    private static readonly string[] Examples =
    [
        "sweep --apps 10000                      # a look at all applications, nothing due",
        "sweep --apps 100000",
        "rotation --apps 1000                    # the calls of a complete rotation",
        "burst --apps 1000 --vaults 1            # all due at once",
        "burst --apps 10000 --vaults 5",
        "burst --apps 10000 --vaults 5 --quota 0.5   # the sandbox enforces half of what is published",
        "lanes                                   # applications open to personal accounts beside the others",
        "micro                                   # planner, policy loader and page parser",
        "micro -- --filter *Page*",
    ];

    /// <summary>Puts the examples behind the help of a program.</summary>
    public static void AddTo(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpExamples((HelpAction)option.Action!);
        }
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var (output, command) = (parseResult.InvocationConfiguration.Output, parseResult.CommandResult.Command);
        output.WriteLine("Examples:");
        foreach (var example in Examples.Where(example => command is RootCommand || example.StartsWith(command.Name, StringComparison.Ordinal)))
        {
            output.WriteLine($"  {Run} {example}");
        }

        output.WriteLine();
        output.WriteLine("The last line of standard output is one JSON object (of `micro`, BenchmarkDotNet's tables). What is measured is reported, not judged.");
        return code;
    }
}
