using System.CommandLine;
using System.Text.Json;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.PolicyFile;

namespace RotationService.Cli;

/// <summary>The `validate` command, which checks a policy file without any network access.</summary>
/// <remarks>
/// It loads nothing but the parser. It must answer within half a second, so that editors and hooks can call it.
/// </remarks>
internal static class ValidateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command(
            "validate",
            "Check a policy file without network access, and report every error with its position and what to write");
        command.SetAction(parsed => Execute(common.Read(parsed)));
        return command;
    }

    /// <summary>Checks the file, prints its errors and warnings, and returns the exit code.</summary>
    public static int Execute(Invocation invocation)
    {
        var result = PolicyFileLoader.Load(invocation.PoliciesPath);
        var output = invocation.Terminal.Out;
        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(Document(result));
        }
        else
        {
            foreach (var message in result.Messages)
            {
                output.WriteLine(message.Format(result.File));
            }

            var errors = result.Errors.Count();
            output.WriteLine(errors > 0
                ? $"{result.File}: {Count(errors, "error")}"
                : $"{result.File}: {Count(result.Policies!.Policies.Count, "policy", "policies")}, {(result.Messages.Count > 0 ? Count(result.Messages.Count, "warning") : "nothing wrong")}");
        }

        return result.Policies is null ? ExitCode.Usage : ExitCode.Fine;
    }

    private static string Document(PolicyFileResult result) => ResultDocument.Document(json =>
    {
        json.WriteString("file", result.File);
        json.WriteBoolean("valid", result.Policies is not null);
        json.WriteNumber("policies", result.Policies?.Policies.Count ?? 0);
        WriteMessages(json, "errors", result.Errors);
        WriteMessages(json, "warnings", result.Warnings);
    });

    private static void WriteMessages(Utf8JsonWriter json, string name, IEnumerable<PolicyFileMessage> messages)
    {
        json.WriteStartArray(name);
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteNumber("line", message.Line);
            json.WriteNumber("column", message.Column);
            json.WriteString("message", message.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Count(int count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
