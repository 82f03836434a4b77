using RotationService.Composition;
using RotationService.Core.Display;
using RotationService.Hosting;
using RotationService.Narration;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Shows what a service does on the terminal.</summary>
internal static class TerminalNarration
{
    /// <summary>Adds a narrator to the service, unless the verbosity is quiet.</summary>
    public static void Attach(Service service, Invocation invocation)
    {
        if (invocation.Verbosity == Verbosity.Quiet)
        {
            return;
        }

        // With JSON output, standard output holds only the document.
        var terminal = invocation.Output == OutputFormat.Json
            ? invocation.Terminal with { Out = invocation.Terminal.Error, IsTerminal = false, HasColour = false }
            : invocation.Terminal;
        service.NarrateTo(new Narrator(
            terminal,
            new WatchedPlace(service.Place, service.Settings.AuditPath, StatusCommand(invocation))));
    }

    private static string StatusCommand(Invocation invocation)
    {
        var policies = invocation.PoliciesPath == CommonOptions.DefaultPolicies
            ? ""
            : ShellCommand.Of($" --policies {invocation.PoliciesPath}");
        var sandbox = invocation.Sandbox switch
        {
            null => "",
            Arguments.InProcess => " --sandbox",
            var url => ShellCommand.Of($" --sandbox={url}"),
        };
        return OwnCommand.Typed($"status{policies}{sandbox}");
    }
}
