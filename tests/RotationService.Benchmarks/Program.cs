using System.CommandLine;
using RotationService.Benchmarks;
using RotationService.Benchmarks.Bursting;
using RotationService.Benchmarks.Micro;
using RotationService.Benchmarks.Rotating;
using RotationService.Benchmarks.Sweeping;

var root = new RootCommand("Measures the service, and beside it what people do otherwise, against the sandbox.")
{
    SweepCommand.Create(),
    RotationCommand.Create(),
    BurstCommand.Create(),
    LanesCommand.Create(),
    MicroCommand.Create(),
    SweepWorker.Create(),
};
HelpExamples.AddTo(root);
return await root.Parse(args).InvokeAsync();
