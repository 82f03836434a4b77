using System.CommandLine;
using RotationService.Audit;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The `audit` command, which shows audit logs and checks their chains.</summary>
internal static class AuditCommand
{
    /// <summary>Creates the command and its subcommands.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("audit", "Read the audit log, or check its chain");
        command.Subcommands.Add(Show(common));
        command.Subcommands.Add(Verify(common));
        command.Subcommands.Add(
            NotBuilt.Verb("export", "use `audit show --output json`", "audit export"));
        return command;
    }

    private static Command Show(CommonOptions common)
    {
        var logs = Logs();
        var app = new Option<string?>("--app")
        {
            Description = "Show only the records about this application: a policy name or an appId",
            HelpName = "APP"
        };
        var since = new Option<string?>("--since")
        {
            Description = "Show only the records since this time, such as 2026-11-22T16:00:00Z, or since this long ago, such as 7d",
            HelpName = "TIME"
        };
        var rotation = new Option<string?>("--rotation")
        {
            Description = "Show only the records of this rotation",
            HelpName = "ID"
        };
        var command = new Command("show", "Print the records of one or more audit logs")
        {
            logs,
            app,
            since,
            rotation
        };
        command.SetAction(parsed => ExecuteShow(
            common.Read(parsed),
            parsed.GetValue(logs) ?? [],
            new AuditFilter(parsed.GetValue(app), parsed.GetValue(rotation), parsed.GetValue(since))));
        return command;
    }

    private static Command Verify(CommonOptions common)
    {
        var logs = Logs();
        var command = new Command("verify", "Check that no record of an audit log was changed, removed or added")
        {
            logs
        };
        command.SetAction(parsed => ExecuteVerify(common.Read(parsed), parsed.GetValue(logs) ?? []));
        return command;
    }

    private static Option<string[]> Logs() => new("--log")
    {
        Description = "The audit log files [default: the file that Audit:Path names]",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    private static int ExecuteShow(Invocation invocation, string[] files, AuditFilter filter)
    {
        var isBroken = false;
        var entries = new List<(string File, AuditEntry Entry)>();
        foreach (var file in Files(invocation, files))
        {
            using var stream = Open(file);
            var chain = new AuditChain();
            entries.AddRange(chain.Read(stream).Select(entry => (file, entry)));
            if (chain.BrokenLine is { } line)
            {
                isBroken = true;
                invocation.Complain($"{file}:{line}: {chain.Problem}; the records after it are not shown");
            }
        }

        var shown = filter.Apply(entries, TimeProvider.System.GetUtcNow());
        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(AuditResults.Records(shown));
        }
        else
        {
            invocation.Terminal.Print(AuditResults.Table(shown));
        }

        return isBroken ? ExitCode.Trouble : ExitCode.Fine;
    }

    private static int ExecuteVerify(Invocation invocation, string[] files)
    {
        var verdicts = new List<AuditVerdict>();
        foreach (var file in Files(invocation, files))
        {
            Open(file).Dispose();
            verdicts.Add(AuditReading.Verify(file));
        }

        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(AuditResults.Verdicts(verdicts));
        }
        else
        {
            foreach (var verdict in verdicts)
            {
                invocation.Terminal.Out.WriteLine(AuditResults.Sentence(verdict));
            }
        }

        return verdicts.TrueForAll(verdict => verdict.IsWhole) ? ExitCode.Fine : ExitCode.Trouble;
    }

    private static string[] Files(Invocation invocation, string[] files) =>
        files.Length > 0 ? files : [ProcessSettings.Load(invocation.Settings).AuditPath];

    private static FileStream Open(string file)
    {
        try
        {
            return AuditReading.OpenFile(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException(
                $"there is no audit log {file}: nothing has been rotated from this directory yet, or the log is elsewhere; specify it with --log FILE");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the audit log {file} cannot be read: {exception.Message}");
        }
    }
}
