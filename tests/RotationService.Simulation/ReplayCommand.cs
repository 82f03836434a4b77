using System.CommandLine;
using System.Globalization;
using RotationService.Simulation.Exploring;
using RotationService.Simulation.World;

namespace RotationService.Simulation;

/// <summary><c>replay</c>: the readable history of one run.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var schedule = new Option<string?>("--schedule") { Description = "A schedule of `explore`, such as changes/3:Torn+9:AnswerLost; changes/ alone is a run without faults." };
        var command = new Command("replay", "Prints the readable history of one run.") { schedule };
        command.SetAction(parsed =>
        {
            var run = Lifecycle.Run(Schedule.Parse(parsed.GetRequiredValue(schedule)!), new WorldOptions { IsRead = true });
            foreach (var line in run.History)
            {
                Console.WriteLine(line);
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"schedule":"{{run.Schedule}}","points":{{run.Points.Count}},"violations":{{(run.Violation is null ? 0 : 1)}},"eventHash":"{{run.EventHash:x16}}"}"""));
            return run.Violation is null ? 0 : 1;
        });
        return command;
    }
}
