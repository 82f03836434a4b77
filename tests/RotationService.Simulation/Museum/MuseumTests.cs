namespace RotationService.Simulation.Museum;

/// <summary>The museum as <c>museum</c> shows it, with fewer lifecycles that have no bug in them.</summary>
/// <remarks>On threads of the pool: a test's own has a context that would take what goes on in a world elsewhere.</remarks>
public sealed class MuseumTests
{
    private const int CleanSeeds = 100;

    [Fact]
    public async Task Every_bug_is_caught_by_what_it_breaks_and_its_trial_without_it_raises_no_alarm()
    {
        var findings = await Task.Run(() => Inspection.OfAll(Gallery.Exhibits));
        Assert.All(findings, finding => Assert.True(finding.IsCaught, $"{finding.Exhibit.Name}: {finding.Violation}"));
        Assert.All(findings, finding => Assert.True(finding.FalseAlarm is null, $"{finding.Exhibit.Name}: {finding.Trial!.Name}: {finding.FalseAlarm}"));
    }

    [Fact]
    public async Task Nothing_is_caught_where_there_is_no_bug() =>
        Assert.Empty(await Task.Run(() => Inspection.OfNothing(CleanSeeds, (_, _) => { })));

    [Fact]
    public async Task A_bug_that_does_nothing_is_not_caught()
    {
        var finding = await Task.Run(() => Inspection.Of(new Harmless()));
        Assert.False(finding.IsCaught);
        Assert.Equal(3, finding.After);
    }

    private sealed class Harmless : Exhibit
    {
        public override string Name => "harmless";

        public override string Seam => "none";

        public override IReadOnlyList<string> Invariants => ["I1"];

        public override int Within => 3;
    }
}
