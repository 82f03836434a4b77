using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace RotationService.Core.Tests.Exploration;

/// <summary>The promise under schedules that a seed decides. A failure prints its seed and all that happened.</summary>
/// <remarks>More seeds: <c>EXPLORE_FROM=1 EXPLORE_SEEDS=5000 dotnet test tests/RotationService.Core.Tests --filter Exploration</c>.</remarks>
[Trait("Category", "Slow")]
public sealed class ExplorerTests(ITestOutputHelper output)
{
    private const int FewSeeds = 40;

    [Fact]
    public void The_promise_holds_under_schedules_that_a_seed_decides()
    {
        var (from, seeds) = (Setting("EXPLORE_FROM", 1), Setting("EXPLORE_SEEDS", FewSeeds));
        var (events, rotations, olderOverNewer) = (0L, 0L, 0L);
        var mostLive = new SortedDictionary<int, int>();
        var broken = new List<(int Seed, BrokenPromiseException Promise)>();
        var watch = Stopwatch.StartNew();
        for (var seed = from; seed < from + seeds; seed++)
        {
            try
            {
                var run = Explorer.Run(seed);
                events += run.Events;
                rotations += run.World.AddPasswords;
                olderOverNewer += run.Truth.OlderOverNewer;
                mostLive[run.Truth.MostLive] = mostLive.GetValueOrDefault(run.Truth.MostLive) + 1;
            }
            catch (BrokenPromiseException promise)
            {
                broken.Add((seed, promise));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seeds} seeds, {events} events, {rotations} credentials issued in {watch.Elapsed.TotalSeconds:0.0} s; runs by the most that were live at once: {string.Join(", ", mostLive.Select(entry => $"{entry.Key}: {entry.Value}"))}; older over newer: {olderOverNewer}"));
        if (broken.Count > 0)
        {
            var shortest = broken.MinBy(entry => entry.Promise.Message.Length);
            Assert.Fail(string.Join(Environment.NewLine, broken.Select(entry => $"Seed {entry.Seed}: {entry.Promise.InnerException!.Message}").Prepend($"{broken.Count} of {seeds} seeds break the promise.").Append(shortest.Promise.Message)));
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
