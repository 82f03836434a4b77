using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>What a sweep holds of the applications it has been told of, and says.</summary>
public sealed class SweepTests : HourlySweeps
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Sweep _sweep = new(World.Start);

    [Fact]
    public void Of_what_nothing_is_known_yet_nothing_is_said()
    {
        Begin(2, Key("a"));
        _sweep.AddWithoutPass(1, Key("b"), Found("b"));
        Assert.Equal(["b"], Said());
    }

    [Fact]
    public void How_long_the_rest_takes_is_told_once_a_minute_by_how_long_the_others_took()
    {
        Begin(4, Key("a"), Key("b"), Key("c"), Key("d"));
        Assert.Null(_sweep.TakeProgress(World.Start + Every, Every));
        _sweep.Add(Key("a"), Found("a"));
        Assert.Null(_sweep.TakeProgress(World.Start + Every - TimeSpan.FromTicks(1), Every));
        Assert.Equal(new SweepProgress(1, 4, TimeSpan.FromMinutes(30), World.Start.AddMinutes(10)), _sweep.TakeProgress(World.Start.AddMinutes(10), Every));
        Assert.Null(_sweep.TakeProgress(World.Start.AddMinutes(10.5), Every));
        _sweep.Add(Key("b"), Found("b"));
        Assert.Equal(new SweepProgress(2, 4, TimeSpan.FromMinutes(11), World.Start.AddMinutes(11)), _sweep.TakeProgress(World.Start.AddMinutes(11), Every));
    }

    [Fact]
    public void What_was_done_between_two_sweeps_is_told_with_the_later_one_and_once()
    {
        Begin(2, Key("a"), Key("b"));
        Assert.False(_sweep.Add(Key("a"), Found("a")));
        Assert.True(_sweep.Add(Key("b"), Found("b")));
        Assert.False(_sweep.Add(Key("a"), Found("a", Step.Promote)));
        Assert.False(_sweep.Add(Key("b"), Found("b", Step.Retire)));

        Begin(2, Key("a"));
        _sweep.AddWithoutPass(1, Key("b"), Found("b"));
        Assert.True(_sweep.Add(Key("a"), Found("a", Step.Tidy)));
        Assert.Equal([[Step.Promote, Step.Tidy], [Step.Retire]], Done());

        Begin(2, Key("a"));
        _sweep.AddWithoutPass(1, Key("b"), Found("b"));
        Assert.True(_sweep.Add(Key("a"), Found("a")));
        Assert.Equal([[], []], Done());
    }

    [Fact]
    public void What_is_found_of_an_application_at_rest_takes_the_place_of_what_was_said()
    {
        var cached = AtRest();
        var key = cached.Idle!.Key;
        Begin(2, Key("a"));
        _sweep.AddWithoutPass(1, key, new ReportEntry(cached.Idle));
        Assert.False(_sweep.Add(key, new ReportEntry(new ApplicationReport(Policy, Condition.Rotating, Reason.PendingFound, "found"))));
        Assert.True(_sweep.Add(Key("a"), Found("a")));
        Assert.Equal(["a", "found"], Said());
        Assert.False(_sweep.Add(key, new ReportEntry(cached.Idle)));
        Assert.Equal(["a", ""], Said());
    }

    private static PolicyKey Key(string name) => new(name, null);

    private ReportEntry Found(string name, params Step[] steps) => new(new ApplicationReport(Policy with { Name = name }, Condition.Healthy, Reason.UpToDate, name)
    {
        Steps = [.. steps.Select(step => new StepRecord(step, null, StepOutcome.Done, Reason.PendingFound, World.Start))],
    });

    private void Begin(int subjects, params PolicyKey[] expected)
    {
        _sweep.Begin(World.Start);
        _sweep.Begin(subjects, [], [], World.Start, World.Start);
        for (var place = 0; place < expected.Length; place++)
        {
            _sweep.Expect(place, expected[place]);
        }

        _sweep.StartPasses();
    }

    private IEnumerable<string> Said() => _sweep.Report(World.Start).Applications.Select(report => report.Message);

    private IEnumerable<IEnumerable<Step>> Done() => _sweep.Report(World.Start).Applications.Select(report => report.Steps.Select(step => step.Step));
}
