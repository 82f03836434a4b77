using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace RotationService.Simulation.Museum;

/// <summary><c>museum</c>: bugs that others have made, one at a time, each of which the judge must see.</summary>
internal static class MuseumCommand
{
    public static Command Create()
    {
        var clean = new Option<int>("--clean") { Description = "How many lifecycles without a bug are run, in which the judge must see nothing.", DefaultValueFactory = _ => 1000 };
        var command = new Command("museum", "Puts a bug between the service's parts, one after the other, and sees that the judge catches each, and nothing where there is none.") { clean };
        command.SetAction(parsed => Run(parsed.GetValue(clean)));
        return command;
    }

    private static int Run(int clean)
    {
        var watch = Stopwatch.StartNew();
        var progress = new Progress();
        var findings = Inspection.OfAll(Gallery.Exhibits);
        var alarms = Inspection.OfNothing(clean, (done, all) =>
        {
            lock (progress)
            {
                progress.Show(done, all);
            }
        });
        progress.End();
        Console.WriteLine($"{"bug",-56} {"expected",-12} {"caught by",-10} after");
        foreach (var finding in findings)
        {
            var exhibit = finding.Exhibit;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{exhibit.Name,-56} {string.Join(' ', exhibit.Invariants),-12} {finding.Violation?.Invariant ?? "nothing",-10} {finding.After} of at most {exhibit.Within} {exhibit.Hunt.Unit}"));
        }

        foreach (var finding in findings)
        {
            if (!finding.IsCaught || finding.FalseAlarm is not null)
            {
                Console.WriteLine($"{finding.Exhibit.Name}: {finding.Trial?.Name}: {finding.Violation?.Invariant}: {finding.Violation?.Message}");
            }

            if (finding.FalseAlarm is { } alarm)
            {
                Console.WriteLine($"  the same without the bug: {alarm.Invariant}: {alarm.Message}");
            }
        }

        foreach (var alarm in alarms)
        {
            Console.WriteLine($"{alarm.Violation!.Invariant} without a bug: {alarm.Violation.Message}");
            Console.WriteLine($"  dotnet run -c Release --project tests/RotationService.Simulation -- replay --schedule {alarm.Schedule}");
        }

        var caught = findings.Count(finding => finding.IsCaught);
        var falseAlarms = alarms.Count + findings.Count(finding => finding.FalseAlarm is not null);
        Console.WriteLine(JsonSerializer.Serialize(new { bugs = findings.Count, caught, falseAlarms, seconds = Math.Round(watch.Elapsed.TotalSeconds, 1) }));
        return caught == findings.Count && falseAlarms == 0 ? 0 : 1;
    }
}
