using System.CommandLine;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>Runs the real program against the real sandbox, kills, pauses and starves it, and judges what is left by ground truth.</summary>
internal static class ProcessesCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "How many runs", DefaultValueFactory = _ => 15 }.AtLeastOne();
        var seed = new Option<int>("--seed") { Description = "The seed of the first run; the next one has the next", DefaultValueFactory = _ => 1 };
        var parallel = new Option<int>("--parallel") { Description = "How many runs at a time", DefaultValueFactory = _ => Environment.ProcessorCount + 1 };
        var keep = new Option<bool>("--keep") { Description = "Keep the folder of every run, not only of those that broke a promise" };
        var executable = new Option<FileInfo>("--executable") { Description = "The executable to put to the test, instead of one that is published for it" }.AcceptExistingOnly();
        var beside = new Option<FileInfo>("--beside") { Description = "The executable of another release, which the second copy runs" }.AcceptExistingOnly();
        var days = new Option<int>("--days") { Description = "How many days of the sandbox a run lasts at least once all faults are off; 0 until each application has been rotated twice" };
        var command = new Command("processes", "Kill, pause and starve two copies of the published executable at work on one sandbox") { runs, seed, parallel, keep, executable, beside, days };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var other = parsed.GetValue(beside) is { } file ? new ServiceProgram(file.FullName, "given") : null;
            return await RunAsync(
                parsed.GetValue(runs),
                parsed.GetValue(seed),
                Math.Max(1, parsed.GetValue(parallel)),
                parsed.GetValue(keep),
                program => new RunSettings(program, other, TimeSpan.FromDays(parsed.GetValue(days))),
                parsed.GetValue(executable),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(int runs, int seed, int parallel, bool keep, Func<ServiceProgram, RunSettings> settingsFor, FileInfo? executable, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("rotation-service-published-").FullName;
        try
        {
            var program = executable is null ? await ServiceProgram.PublishAsync(folder, Console.Error, cancellationToken) : new ServiceProgram(executable.FullName, "given");
            var campaign = new Campaign(settingsFor(program), TextWriter.Synchronized(Console.Error));
            try
            {
                await campaign.RunAsync(runs, seed, parallel, keep, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("interrupted");
            }

            Console.WriteLine(campaign.Summary());
            return campaign.Violations > 0 ? 1 : cancellationToken.IsCancellationRequested ? 130 : 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
