using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>Prints the help of the library and adds examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string ExitCodes =
        "Exit codes: 0 nothing is wrong, though work may be pending; 1 an application or a policy failed or needs attention, "
        + "or an audit chain is broken; 2 wrong command line or policy file; 3 no application could be read; 130 interrupted.";

    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        [""] =
        [
            "rotation-service run --sandbox                 # try it without Azure",
            "rotation-service validate                      # check rotation-policies.yaml",
            "rotation-service plan                          # show what would be done, without changing anything",
            "rotation-service run --Audit:Path=/var/lib/rotation-service/audit.jsonl",
        ],
        ["run"] =
        [
            "rotation-service run --sandbox --speed 6h      # 6 hours of sandbox time pass per second",
            "rotation-service run --once --output json      # run one sweep, for a scheduler",
            "rotation-service run --interval 30m --Serilog:MinimumLevel:Default=Information",
        ],
        ["plan"] = ["rotation-service plan --output json | jq '.applications[] | {policy, reason}'"],
        ["validate"] = ["rotation-service validate --policies team/rotation-policies.yaml"],
        ["schema"] =
        [
            "rotation-service schema > rotation-policies.schema.json   # then make this the first line of the policy file:",
            "# yaml-language-server: $schema=rotation-policies.schema.json"
        ],
        ["status"] = ["rotation-service status --sandbox               # show the sandbox that `run --sandbox` uses"],
        ["rotate"] =
        [
            "rotation-service rotate payments-api            # the old value works until its grace period ends",
            "rotation-service rotate payments-api --revoke-previous   # after a leak: the old values stop working at once",
        ],
        ["discover"] =
        [
            "rotation-service discover --within 30d             # applications whose last secret ends soon, or has ended",
            "rotation-service discover --uncovered --write draft.yaml   # draft policies for applications without one",
            "rotation-service discover --output csv > secrets.csv",
        ],
        ["doctor"] =
        [
            "rotation-service doctor                        # check everything that the policy file names",
            "rotation-service doctor payments-api           # check one application and its vaults",
        ],
        ["audit"] =
        [
            "rotation-service audit show --app payments-api --since 7d",
            "rotation-service audit verify --log audit/*.jsonl"
        ],
        ["show"] = ["rotation-service audit show --app payments-api --since 7d"],
        ["verify"] = ["rotation-service audit verify --log audit/*.jsonl"],
        ["sandbox"] =
        [
            "rotation-service sandbox --port 8443 --proxy-port 8480 --data /tmp/sandbox --vault contoso-prod contoso-dr"
        ],
    };

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        using var help = new StringWriter();
        parseResult.InvocationConfiguration.Output = help;
        var code = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(
            help.ToString().Replace(CommonOptions.SandboxAsIs, CommonOptions.SandboxInHelp, StringComparison.Ordinal));
        if (Examples.TryGetValue(command is RootCommand ? "" : command.Name, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine($"  {example}");
            }

            output.WriteLine();
        }

        if (command is RootCommand)
        {
            foreach (var line in WordWrap.Broken(ExitCodes, usual.MaxWidth))
            {
                output.WriteLine(line);
            }

            output.WriteLine();
        }

        return code;
    }
}
