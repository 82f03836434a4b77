using System.CommandLine;
using RotationService.Composition;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The `rotate` command, which rotates one application now, whatever its dates.</summary>
internal static class RotateCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var app = new Argument<string>("APP") { Description = "A policy name, an appId or a display name" };
        var revoke = new Option<bool>("--revoke-previous")
        {
            Description =
                "Remove the previous credentials at once, without a grace period: for a secret that leaked"
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask for confirmation" };
        var command = new Command("rotate", "Rotate one application now, even if it is not due") { app, revoke, yes };
        command.SetAction((parsed, cancellationToken) =>
            ExecuteAsync(
                common.Read(parsed),
                parsed.GetValue(app)!,
                parsed.GetValue(revoke),
                parsed.GetValue(yes),
                cancellationToken));
        return command;
    }

    private static async Task<int> ExecuteAsync(
        Invocation invocation,
        string app,
        bool revokes,
        bool isAgreed,
        CancellationToken cancellationToken)
    {
        var policies = PolicyLoading.Load(invocation);
        if (revokes && !isAgreed && Console.IsInputRedirected)
        {
            throw new UsageException(
                "--revoke-previous removes credentials that programs may be using, and confirmation is not possible because standard input is redirected; add --yes");
        }

        await using var service = await Service.OpenAsync(invocation.ServiceFor(policies), cancellationToken);
        if (invocation.Verbosity != Verbosity.Normal)
        {
            TerminalNarration.Attach(service, invocation);
        }

        var sweeper = service.Acting();
        var preview = await sweeper.PreviewAsync(policies, cancellationToken);
        if (preview.DirectoryFailure is not null)
        {
            return Results.Print(invocation, preview, service.Calls, ReportTables.Status);
        }

        var subject = NamedApplication.Find(app, preview);
        if (revokes && !isAgreed && !await AgreesAsync(invocation, subject, cancellationToken))
        {
            invocation.Complain("nothing was done");
            return ExitCode.Usage;
        }

        var report = await sweeper.SweepOnceAsync(
            policies,
            new RotateRequest(subject.Policy.Key, revokes),
            cancellationToken);
        var code = Results.Print(invocation, report with { Unmatched = [] }, service.Calls, ReportTables.Steps);
        if (report.Applications is [var after]
            && RotateOutcome.Of(subject, after, revokes) is { Complaint: { } complaint } outcome)
        {
            invocation.Complain(complaint);
            code = outcome.IsTrouble && code == ExitCode.Fine ? ExitCode.Trouble : code;
        }

        return code;
    }

    private static async Task<bool> AgreesAsync(
        Invocation invocation,
        ApplicationReport subject,
        CancellationToken cancellationToken)
    {
        var error = invocation.Terminal.Error;
        await error.WriteLineAsync(
            $"{subject.Policy.Label}: a new credential will be created and published. These will be removed at once, without a grace period:");
        foreach (var staged in RotateOutcome.ToRemove(subject))
        {
            await error.WriteLineAsync(
                $"  {staged.Credential.KeyId}  {staged.Stage}, ends {TimeText.ToTheMinute(staged.Credential.EndDateTime)}");
        }

        if (!subject.Policy.Adopt)
        {
            await error.WriteLineAsync(
                "  Credentials that others created are kept, because the policy does not set `adopt: true`.");
        }

        await error.WriteAsync("Programs that still use an old value will stop working. Continue? [y/N] ");
        var answer = await Console.In.ReadLineAsync(cancellationToken);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
