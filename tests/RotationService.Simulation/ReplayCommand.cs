using System.CommandLine;
using System.Globalization;
using RotationService.Simulation.Checking;
using RotationService.Simulation.Exploring;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.Racing;
using RotationService.Simulation.Soaking;
using RotationService.Simulation.World;

namespace RotationService.Simulation;

/// <summary><c>replay</c>: the readable history of one run.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var schedule = new Option<string?>("--schedule") { Description = "A schedule of `explore`, such as changes/3:Torn+9:AnswerLost; changes/ alone is a run without faults." };
        var seed = new Option<int?>("--seed") { Description = "The seed of one world of `soak`, as a violation names it." };
        var race = new Option<int?>("--race") { Description = "The seed of one run of `race`, as a violation names it." };
        var processes = RaceCommand.ProcessesOption();
        var of = LifecycleKind.Option();
        var (hostile, rights) = (PartyChoice.ShareOption($"{PartyChoice.InRaces} of `race`, one in {PartyChoice.InSoaks} of `soak`"), PartyChoice.RightsOption());
        var command = new Command("replay", "Prints the readable history of one run.") { schedule, seed, race, processes, of, hostile, rights };
        command.Validators.Add(result =>
        {
            if (new Option[] { schedule, seed, race }.Count(option => result.GetResult(option) is not null) != 1)
            {
                result.AddError("Name one run: --schedule, --seed or --race.");
            }
        });
        schedule.Validators.Add(result =>
        {
            try
            {
                _ = Schedule.Parse(result.Tokens.SingleOrDefault()?.Value ?? "");
            }
            catch (FormatException exception)
            {
                result.AddError(exception.Message);
            }
        });
        command.SetAction(parsed => parsed.GetValue(schedule) is { } text ? ReplaySchedule(text, parsed.GetValue(of)!)
            : parsed.GetValue(race) is { } number ? ReplayRace(number, parsed.GetValue(processes), PartyChoice.Of(parsed.GetValue(hostile)!, parsed.GetValue(rights), PartyChoice.InRaces))
            : ReplayWorld(parsed.GetValue(seed)!.Value, PartyChoice.Of(parsed.GetValue(hostile)!, parsed.GetValue(rights), PartyChoice.InSoaks)));
        return command;
    }

    private static int ReplaySchedule(string text, string of)
    {
        var run = Lifecycle.Run(Schedule.Parse(text), new WorldOptions { IsRead = true, OfServicePrincipal = LifecycleKind.IsServicePrincipal(of) });
        return Show(run.History, string.Create(CultureInfo.InvariantCulture, $$"""{"schedule":"{{run.Schedule}}","points":{{run.Points.Count}},"violations":{{(run.Violation is null ? 0 : 1)}},"eventHash":"{{run.EventHash:x16}}"}"""), run.Violation);
    }

    private static int ReplayWorld(int seed, PartyChoice party)
    {
        using var world = new SoakWorld(seed, new WorldOptions { IsRead = true, Party = party });
        var run = world.Run();
        return Show(run.History, string.Create(CultureInfo.InvariantCulture, $$"""{"seed":{{run.Seed}},"logins":{{run.LogIns}},"violations":{{(run.Violation is null ? 0 : 1)}},"eventHash":"{{run.EventHash:x16}}"}"""), run.Violation);
    }

    private static int ReplayRace(int seed, int processes, PartyChoice party)
    {
        var run = Race.Run(seed, processes, new WorldOptions { IsRead = true, Party = party });
        return Show(run.History, string.Create(CultureInfo.InvariantCulture, $$"""{"race":{{run.Seed}},"violations":{{(run.Violation is null ? 0 : 1)}},"eventHash":"{{run.EventHash:x16}}"}"""), run.Violation);
    }

    private static int Show(IReadOnlyList<string> history, string summary, Violation? violation)
    {
        foreach (var line in history)
        {
            Console.WriteLine(line);
        }

        Console.WriteLine(summary);
        return violation is null ? 0 : 1;
    }
}
