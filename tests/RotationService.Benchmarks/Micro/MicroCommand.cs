using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace RotationService.Benchmarks.Micro;

/// <summary><c>micro</c>: the planner, the policy loader and the page parser under BenchmarkDotNet.</summary>
/// <remarks>In this process: a project of its own, as BenchmarkDotNet would make, is not let in where the service's internals are.</remarks>
internal static class MicroCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rest = new Argument<string[]>("arguments") { Description = "What BenchmarkDotNet takes, behind `--`; without any, all are run.", DefaultValueFactory = _ => ["--filter", "*"] };
        var command = new Command("micro", "Measures the planner, the policy loader and the page parser with BenchmarkDotNet.") { rest };
        command.SetAction(parsed =>
        {
            var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
            BenchmarkSwitcher.FromTypes([typeof(PlannerBenchmarks), typeof(PolicyFileBenchmarks), typeof(PageBenchmarks)]).Run(parsed.GetValue(rest), config);
            return 0;
        });
        return command;
    }
}
