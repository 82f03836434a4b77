using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary><c>explore</c>: every fault at every point of a lifecycle.</summary>
internal static class ExploreCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        var faults = new Option<int>("--faults") { Description = "The most faults in one schedule: 1, 2 or 3.", DefaultValueFactory = _ => 1 };
        faults.AcceptOnlyFromAmong("1", "2", "3");
        var sample = new Option<double>("--sample") { Description = "Which share of the schedules with the most faults is run: above 0, at most 1.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "Which share it is.", DefaultValueFactory = _ => 1 };
        var of = LifecycleKind.Option();
        var command = new Command("explore", "Runs a lifecycle again and again, each time with another fault, pair or triple of faults, and judges the promise after every effect.") { faults, sample, seed, of };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed.GetValue(faults), parsed.GetValue(sample), parsed.GetValue(seed), parsed.GetValue(of)!, cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(int faults, double sample, int seed, string of, CancellationToken cancellationToken)
    {
        var options = new WorldOptions { OfServicePrincipal = LifecycleKind.IsServicePrincipal(of) };
        var progress = new Progress();
        var known = 0;
        var result = new Explorer(options, Show, cancellationToken).Run(faults, sample, seed);
        progress.End();
        var kinds = result.Violations
            .OrderBy(run => run.Schedule.Strikes.Count).ThenBy(run => run.Schedule.ToString(), StringComparer.Ordinal)
            .DistinctBy(run => (run.Violation!.Invariant, new string([.. run.Violation.Message.Where(character => !char.IsAsciiHexDigit(character))])));
        foreach (var failing in kinds.Take(MostShown))
        {
            var shortest = Shrinker.Shrink(failing, options);
            Console.WriteLine($"{shortest.Violation!.Invariant}: {shortest.Violation.Message}");
            Console.WriteLine($"  dotnet run -c Release --project tests/RotationService.Simulation -- replay --schedule {shortest.Schedule}{(options.OfServicePrincipal ? $" --of {of}" : "")}");
        }

        foreach (var disturbance in result.Disturbed.Take(MostShown))
        {
            Console.WriteLine(disturbance);
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            effectPoints = result.EffectPoints,
            byRoute = result.ByRoute,
            schedules = result.Schedules,
            violations = result.Violations.Count,
            disturbed = result.Disturbed.Count,
            eventHash = result.EventHash.ToString("x16", CultureInfo.InvariantCulture),
            whole = result.IsWhole,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 1),
        }));
        return result.Violations.Count > 0 || result.Disturbed.Count > 0 ? 1 : result.IsWhole ? 0 : 130;

        void Show(int done, int all, bool isKnown)
        {
            if (all != known)
            {
                known = all;
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"{(isKnown ? "" : "about ")}{all} schedules"));
            }

            progress.Show(done, all);
        }
    }
}
