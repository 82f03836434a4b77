using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RotationService.Composition;
using RotationService.Core.Policies;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.PolicyFile;
using RotationService.Settings;
using RotationService.Worker;

namespace RotationService.Cli;

/// <summary>The `run` command, which runs the worker, or one sweep with <c>--once</c>.</summary>
internal static class RunCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common, Interruption interruption)
    {
        var once = new Option<bool>("--once")
        {
            Description = "Run one sweep, complete every rotation that it touches, and exit"
        };
        var interval = new Option<string?>("--interval")
        {
            Description = "The time between sweeps [default: 1h, or the setting Interval]",
            HelpName = "DURATION"
        };
        var speed = new Option<string?>("--speed")
        {
            Description =
                "With --sandbox: the sandbox time that passes per second while the worker waits [default: 1h]",
            HelpName = "DURATION"
        };
        var command = new Command("run", "Run the worker, which rotates what is due at every interval, until it is stopped")
        {
            once,
            interval,
            speed
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var invocation = common.Read(parsed);
            var every = parsed.GetValue(interval) is { } text
                ? ProcessSettings.ReadInterval(text, "--interval")
                : (TimeSpan?)null;
            if (every is not null && parsed.GetValue(once))
            {
                throw new UsageException(
                    "--once runs a single sweep, so --interval has no effect with it; remove one of them");
            }

            var pace = parsed.GetValue(speed);
            if (pace is not null && invocation.Sandbox != Arguments.InProcess)
            {
                throw new UsageException(
                    "--speed sets the clock of a sandbox in this process; use it with --sandbox");
            }

            var factor = ReadSpeed(pace ?? "1h");
            return parsed.GetValue(once)
                ? OnceAsync(invocation, factor, cancellationToken)
                : WorkAsync(invocation, factor, every, interruption, cancellationToken);
        });
        return command;
    }

    private static async Task<int> OnceAsync(
        Invocation invocation,
        double speed,
        CancellationToken cancellationToken)
    {
        var policies = PolicyLoading.Load(invocation);
        await using var service = await Service.OpenAsync(
            invocation.ServiceFor(policies) with { Speed = speed },
            cancellationToken);
        TerminalNarration.Attach(service, invocation);
        var report = await service.Acting().SweepOnceAsync(policies, request: null, cancellationToken);
        return Results.Print(invocation, report, service.Calls, ReportTables.Status);
    }

    private static async Task<int> WorkAsync(
        Invocation invocation,
        double speed,
        TimeSpan? interval,
        Interruption interruption,
        CancellationToken cancellationToken)
    {
        OperationalLog? log = null;
        interruption.OnHangUp(() => Volatile.Read(ref log)?.Reopen());
        var loaded = PolicyLoading.LoadFile(invocation);
        try
        {
            await using var service = await Service.OpenAsync(
                invocation.ServiceFor(loaded.Policies!) with { Speed = speed },
                cancellationToken);
            TerminalNarration.Attach(service, invocation);
            Volatile.Write(ref log, service.Loggers);
            var every = interval ?? service.Settings.Interval;
            var news = new PolicyNews(
                result => PolicyLoading.Show(invocation, result),
                invocation.Complain,
                isQuiet: invocation.Verbosity == Verbosity.Quiet,
                service.Loggers.CreateLogger<PolicyNews>());
            var watch = new PolicyWatch(loaded, news.Tell, service.CreateMissing);
            await WorkerHost.RunAsync(
                service.Acting(),
                watch,
                new WorkerOptions(every),
                service.Loggers,
                cancellationToken);
            if (invocation.Output == OutputFormat.Json && service.LastSweep is { } report)
            {
                invocation.Terminal.Document.WriteLine(ResultDocument.Write(report, service.Calls));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A stop before the worker has started is not an error.
            return ExitCode.Fine;
        }

        if (invocation.Verbosity != Verbosity.Quiet)
        {
            invocation.Complain("stopped; the next run continues from here");
        }

        return ExitCode.Fine;
    }

    private static double ReadSpeed(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and <= 1_000_000)
        {
            return factor;
        }

        return DurationText.TryParse(text, out var duration, out _) && duration > TimeSpan.Zero
            ? duration.TotalSeconds
            : throw new UsageException(
                $"--speed must be the sandbox time that passes per second, such as 1h or 30m, not \"{text}\"");
    }
}
