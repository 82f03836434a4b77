using System.CommandLine;
using RotationService.Benchmarks.Sweeping;

var root = new RootCommand("Measures the service, and beside it what people do otherwise, against the sandbox.")
{
    SweepCommand.Create(),
    SweepWorker.Create(),
};

return await root.Parse(args).InvokeAsync();
