using System.CommandLine;
using RotationService.Simulation;
using RotationService.Simulation.Exploring;
using RotationService.Simulation.Memory;
using RotationService.Simulation.Museum;
using RotationService.Simulation.Processes;
using RotationService.Simulation.Racing;
using RotationService.Simulation.Soaking;

var root = new RootCommand("Runs the service through every fault, in virtual time and as real processes, and judges the promise by the sandbox's ground truth.")
{
    ExploreCommand.Create(),
    RaceCommand.Create(),
    SoakCommand.Create(),
    ReplayCommand.Create(),
    ProcessesCommand.Create(),
    MuseumCommand.Create(),
    MemoryCommand.Create(),
};

// A run that is interrupted has processes to end and disks to unmount first.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
