using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using RotationService.Audit;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>
/// The command line: parses it, runs the command, and turns every result and exception into an exit code.
/// </summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments select. Returns the exit code.</summary>
    public static async Task<int> RunAsync(Arguments arguments, Interruption interruption)
    {
        var error = VisibleWriter.Around(Console.Error);
        if (arguments.Problem is { } problem)
        {
            return Refuse(error, problem);
        }

        var parsed = Root(arguments.Settings, interruption).Parse(
            arguments.Words,
            new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction
            || (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples and not NotBuilt))
        {
            return Refuse(error, [.. UsageErrors.Of(parsed)]);
        }

        try
        {
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                interruption.Token);
            await Console.Out.FlushAsync(CancellationToken.None);
            return code;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            await error.WriteLineAsync("rotation-service: interrupted");
            return ExitCode.Interrupted;
        }
        catch (UsageException exception)
        {
            return Refuse(error, exception.Message);
        }
        catch (AuditLogException exception)
        {
            Refuse(error, exception.Message);
            return exception.IsBroken || exception.MayPass ? ExitCode.Trouble : ExitCode.Usage;
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            Refuse(error, exception.Message);
            return exception is HttpRequestException ? ExitCode.Unreachable : ExitCode.Trouble;
        }
#pragma warning disable CA1031 // A defect ends in a message and an exit code. The trace is shown on request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await ShowDefectAsync(error, exception, isDebug: arguments.Words.Contains("debug"));
            return ExitCode.Trouble;
        }
    }

    private static RootCommand Root(IReadOnlyDictionary<string, string?> settings, Interruption interruption)
    {
        var common = new CommonOptions(settings);
        var root = new RootCommand(
            "Rotates the client secrets of Microsoft Entra applications and keeps them in Azure Key Vault.");
        common.AddTo(root);
        root.Subcommands.Add(RunCommand.Create(common, interruption));
        root.Subcommands.Add(PlanCommand.Create(common));
        root.Subcommands.Add(ValidateCommand.Create(common));
        root.Subcommands.Add(SchemaCommand.Create());
        root.Subcommands.Add(StatusCommand.Create(common));
        root.Subcommands.Add(RotateCommand.Create(common));
        root.Subcommands.Add(DiscoverCommand.Create(common));
        root.Subcommands.Add(DoctorCommand.Create(common));
        root.Subcommands.Add(AuditCommand.Create(common));
        root.Subcommands.Add(SandboxCommand.Create(common));
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExamples((HelpAction)option.Action!);
        }

        return root;
    }

    private static async Task ShowDefectAsync(TextWriter error, Exception exception, bool isDebug)
    {
        Refuse(
            error,
            $"unexpected error: {exception.Message}{(isDebug ? "" : " (--verbosity debug shows the stack trace)")}");
        foreach (var line in isDebug ? exception.ToString().Split('\n', StringSplitOptions.TrimEntries) : [])
        {
            await error.WriteLineAsync($"  {line}");
        }
    }

    private static int Refuse(TextWriter error, params ReadOnlySpan<string> problems)
    {
        foreach (var problem in problems)
        {
            error.WriteLine($"rotation-service: {problem}");
        }

        return ExitCode.Usage;
    }
}
