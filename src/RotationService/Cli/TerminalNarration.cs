using RotationService.Composition;
using RotationService.Core.Display;
using RotationService.Hosting;
using RotationService.Narration;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Has a service tell the person at the terminal what it does.</summary>
internal static class TerminalNarration
{
    /// <summary>Adds the narrator, unless the person asked for quiet.</summary>
    public static void Attach(Service service, Invocation invocation)
    {
        if (invocation.Verbosity == Verbosity.Quiet)
        {
            return;
        }

        // With JSON, standard output is the one document and nothing else.
        var terminal = invocation.Output == OutputFormat.Json
            ? invocation.Terminal with { Out = invocation.Terminal.Error, IsTerminal = false, HasColour = false }
            : invocation.Terminal;
        service.NarrateTo(new Narrator(terminal, new WatchedPlace(service.Place, service.Settings.AuditPath, StatusCommand(invocation))));
    }

    private static string StatusCommand(Invocation invocation)
    {
        var policies = invocation.PoliciesPath == CommonOptions.DefaultPolicies ? "" : ShellCommand.Of($" --policies {invocation.PoliciesPath}");
        var sandbox = invocation.Sandbox switch
        {
            null => "",
            Arguments.InProcess => " --sandbox",
            var url => ShellCommand.Of($" --sandbox={url}"),
        };
        return OwnCommand.Typed($"status{policies}{sandbox}");
    }
}
