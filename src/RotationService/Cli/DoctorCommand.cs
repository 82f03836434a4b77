using System.CommandLine;
using RotationService.Composition;
using RotationService.Core.Diagnostics;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>
/// The `doctor` command, which checks every step of a rotation, for one application or all, and names the command that
/// fixes what is missing.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var app = new Argument<string?>("APP")
        {
            Description = "A policy name, an appId or a display name [default: all applications]",
            Arity = ArgumentArity.ZeroOrOne
        };
        var command = new Command(
            "doctor",
            "Check everything that a rotation needs without rotating anything, and name the exact grant that is missing")
        {
            app
        };
        command.SetAction((parsed, cancellationToken) =>
            ExecuteAsync(common.Read(parsed), parsed.GetValue(app), cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(Invocation invocation, string? app, CancellationToken cancellationToken)
    {
        var policies = PolicyLoading.Load(invocation);
        await using var service = await Service.OpenAsync(invocation.ServiceFor(policies), cancellationToken);
        var findings = new List<Finding>();
        var lines = new FindingLines(
            invocation.Terminal,
            invocation.Verbosity is Verbosity.Detailed or Verbosity.Debug);
        var isObserved = await service.Doctor().ExamineAsync(
            policies,
            reports => app is null ? reports : NamedApplication.All(app, reports),
            finding =>
            {
                findings.Add(finding);
                if (invocation.Output == OutputFormat.Table)
                {
                    lines.Add(finding);
                }
            },
            cancellationToken);
        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(FindingDocument.Write(findings, service.Calls));
        }
        else
        {
            lines.Conclude();
        }

        return !isObserved ? ExitCode.Unreachable
            : findings.Exists(finding => finding.Passed == false) ? ExitCode.Trouble
            : ExitCode.Fine;
    }
}
