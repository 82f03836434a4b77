using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>Publishing only when the policy allows it.</summary>
public sealed class WindowTests : OneApplication
{
    // The world begins on a Monday at eight.
    private static readonly PromotionWindow Thursdays = new(WeekDays.Thursday, new TimeOnly(9, 0), new TimeOnly(10, 0), TimeZoneInfo.Utc);

    private Policy Windowed => Policy with { Window = Thursdays };

    [Fact]
    public async Task What_is_proven_waits_for_the_window_and_is_published_when_it_opens()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        var waiting = await One(Windowed);
        Assert.Equal((Condition.Rotating, Reason.OutsideWindow, Step.Promote), (waiting.Condition, waiting.Reason, waiting.NextAction));
        Assert.Equal(Next(DayOfWeek.Thursday, 9), waiting.NextActionAt);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal(2, App.Live.Count);

        World.Time.Advance(Next(DayOfWeek.Thursday, 9) - World.Time.True);
        var published = await One(Windowed);
        Assert.Equal(Reason.InGrace, published.Reason);
        Assert.Contains(published.Steps, step => step is { Step: Step.Promote, Outcome: StepOutcome.Done, Reason: Reason.PendingFound });
        Assert.Equal(App.Live[1].Value, Vault.NewestValue(Secret));
        Assert.Equal(2, World.AddPasswords);
    }

    [Fact]
    public async Task What_replaces_an_older_value_that_people_restored_and_works_waits_for_the_window()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromHours(1));
        var older = App.Live[0];
        Vault.Put(Secret, older.Value, Vault.Secrets[Secret][0].Version.Tags);
        var waiting = await One(Windowed with { RenewBefore = TimeSpan.FromDays(10) });
        Assert.Equal(Reason.OutsideWindow, waiting.Reason);
        Assert.Equal(older.Value, Vault.NewestValue(Secret));

        App.Live.Remove(older);
        World.Time.Advance(TimeSpan.FromHours(1));
        await One(Windowed with { RenewBefore = TimeSpan.FromDays(10) });
        Assert.NotEqual(older.Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task The_worker_publishes_as_soon_as_it_opens_with_a_log_in_made_then()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        using var stop = new CancellationTokenSource();
        DateTimeOffset? publishedAt = null;
        var sweeper = World.NewSweeper((wait, cancellationToken) =>
        {
            World.Time.Advance(wait);
            publishedAt ??= World.Steps.Count(step => step is (Step.Promote, StepOutcome.Done, _)) == 2 ? World.Time.True - wait : null;
            return publishedAt is null ? Task.CompletedTask : stop.CancelAsync();
        });
        var opening = Next(DayOfWeek.Thursday, 9);
        await sweeper.RunAsync(() => new PolicySet(null, [Windowed]), TimeSpan.FromHours(1), stop.Token);
        Assert.InRange(publishedAt!.Value, opening, opening + TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(48, Reason.OutsideWindow)]
    [InlineData(96, Reason.InGrace)]
    public async Task What_consumers_have_must_outlast_the_wait_and_the_grace_period_after_it(int graceHours, Reason reason)
    {
        await One(Policy);

        // Ends on day 90; the window opens on day 87.
        World.Time.Advance(TimeSpan.FromDays(85));
        Assert.Equal(reason, (await One(Windowed with { GracePeriod = TimeSpan.FromHours(graceHours) })).Reason);
    }

    [Fact]
    public async Task It_is_not_waited_for_when_what_consumers_have_would_not_last()
    {
        await One(Policy);

        // Ends on day 90 and must last for three days of grace: the last Thursday for it is day 87.
        World.Time.Advance(TimeSpan.FromDays(87) + TimeSpan.FromHours(3));
        var report = await One(Windowed);
        Assert.Contains(report.Steps, step => step is { Step: Step.Promote, Outcome: StepOutcome.Done, Reason: Reason.WindowOverridden });
        Assert.Equal(App.Live[1].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task It_is_not_waited_for_when_consumers_have_nothing_that_works()
    {
        Assert.Contains((await One(Windowed)).Steps, step => step is { Step: Step.Promote, Reason: Reason.WindowOverridden });

        App.Live.Clear();
        World.Time.Advance(TimeSpan.FromDays(1));
        await World.SweepForAsync(TimeSpan.FromHours(2), Windowed);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_person_who_asks_for_a_rotation_does_not_wait_for_it()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(10));
        var report = await World.NewSweeper().SweepOnceAsync(new PolicySet(null, [Windowed]), new RotateRequest(Windowed.Key, RevokePrevious: false), CancellationToken.None);
        Assert.Contains(Assert.Single(report.Applications).Steps, step => step is { Step: Step.Promote, Outcome: StepOutcome.Done, Reason: Reason.PendingFound });
    }

    [Fact]
    public async Task Without_proof_it_is_waited_for_just_the_same()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        var waiting = await One(Windowed with { Verify = VerifyRule.None });
        Assert.Equal(Reason.OutsideWindow, waiting.Reason);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public void A_window_that_renewBefore_cannot_wait_for_is_warned_of()
    {
        Assert.Empty(PolicyRules.Check([Windowed]));
        var finding = Assert.Single(PolicyRules.Check([Windowed with { RenewBefore = TimeSpan.FromDays(9) }]));
        Assert.True(finding.IsWarning);
        Assert.Contains("a renewBefore of 10d or more", finding.Message, StringComparison.Ordinal);
    }

    private DateTimeOffset Next(DayOfWeek day, int hour)
    {
        var at = new DateTimeOffset(World.Time.True.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        while (at < World.Time.True || at.DayOfWeek != day)
        {
            at = at.AddDays(1);
        }

        return at;
    }
}
