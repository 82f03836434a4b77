using System.CommandLine;
using RotationService.Hosting;

namespace RotationService.Cli;

/// <summary>
/// The `schema` command, which prints the JSON Schema of policy files for editors that complete and check them.
/// </summary>
internal static class SchemaCommand
{
    private const string Resource = "rotation-policies.schema.json";

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "schema",
            "Print the JSON Schema of policy files, which editors use to complete and check them");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var schema = typeof(SchemaCommand).Assembly.GetManifestResourceStream(Resource)!;
            await using var output = Console.OpenStandardOutput();
            await schema.CopyToAsync(output, cancellationToken);
            return ExitCode.Fine;
        });
        return command;
    }
}
