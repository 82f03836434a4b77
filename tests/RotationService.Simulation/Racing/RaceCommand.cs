using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Racing;

/// <summary><c>race</c>: several processes at the same application at the same moment, again and again.</summary>
internal static class RaceCommand
{
    private const int MostShown = 10;

    /// <summary>How many credentials a lifecycle takes if nothing gets in its way.</summary>
    private const int Rotations = 2;

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "How many lifecycles.", DefaultValueFactory = _ => 1000 }.AtLeastOne();
        var seed = new Option<int>("--seed") { Description = "The seed of the first; those that follow have the numbers that follow.", DefaultValueFactory = _ => 1 };
        var processes = ProcessesOption();
        var (hostile, rights) = (PartyChoice.ShareOption($"{PartyChoice.InRaces}"), PartyChoice.RightsOption());
        var command = new Command("race", "Runs a lifecycle again and again by several processes that begin at the same moment, their calls held up by chance, and judges the promise after every effect.") { runs, seed, processes, hostile, rights };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed.GetValue(runs), parsed.GetValue(seed), parsed.GetValue(processes), PartyChoice.Of(parsed.GetValue(hostile)!, parsed.GetValue(rights), PartyChoice.InRaces), cancellationToken), CancellationToken.None));
        return command;
    }

    /// <summary><c>--processes</c>: how many take part.</summary>
    public static Option<int> ProcessesOption()
    {
        var processes = new Option<int>("--processes") { Description = "How many processes take part: 2 to 5.", DefaultValueFactory = _ => 2 };
        processes.AcceptOnlyFromAmong("2", "3", "4", "5");
        return processes;
    }

    private static int Run(int runs, int seed, int processes, PartyChoice party, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var progress = new Progress();
        var races = new Race?[runs];
        var (done, shown) = (0, 0);
        try
        {
            var atATime = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
            Parallel.For(0, runs, atATime, number =>
            {
                var race = Race.Run(seed + number, processes, new WorldOptions { Party = party });
                lock (progress)
                {
                    races[number] = race;
                    progress.Show(++done, runs);
                    if (race.Violation is { } violation && shown++ < MostShown)
                    {
                        Console.WriteLine($"{violation.Invariant}: {violation.Message}");
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  dotnet run -c Release --project tests/RotationService.Simulation -- replay --race {race.Seed} --processes {processes}{party.Written}"));
                    }
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Say("interrupted; what has been run by then:");
        }

        progress.End();
        var ran = races.OfType<Race>().ToList();
        var violations = ran.Count(race => race.Violation is not null);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            runs = ran.Count,
            processes,
            withParty = ran.Count(race => party.TakesPartIn(race.Seed)),
            extraIssued = ran.Count(race => race.Tally.Issued > Rotations && !party.TakesPartIn(race.Seed)),
            olderOverNewer = ran.Count(race => race.Tally.OlderOverNewer > 0),
            violations,
            eventHash = ran.Aggregate(0UL, (hash, race) => (hash * 31) + race.EventHash).ToString("x16", CultureInfo.InvariantCulture),
            seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
        }));
        return violations > 0 ? 1 : cancellationToken.IsCancellationRequested ? 130 : 0;
    }
}
