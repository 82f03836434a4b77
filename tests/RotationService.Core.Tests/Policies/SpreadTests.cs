using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class SpreadTests
{
    private static readonly Policy Policy = new("payments", ApplicationSelector.ByAppId(Guid.Empty), [new Uri("https://contoso.vault.azure.net/")], "secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };

    [Fact]
    public void A_fleet_that_was_made_on_one_day_is_rotated_evenly_over_a_tenth_of_renewBefore()
    {
        var ids = new Random(1);
        var byHour = Enumerable.Range(0, 7200).GroupBy(_ => (int)Policy.SpreadOf(NewId(ids), NewId(ids)).TotalHours).ToList();
        Assert.Equal(Enumerable.Range(0, 72), byHour.Select(hour => hour.Key).Order());
        Assert.All(byHour, hour => Assert.InRange(hour.Count(), 60, 145));
    }

    [Fact]
    public void The_next_credential_of_the_same_application_has_a_time_of_its_own() =>
        Assert.NotEqual(Policy.SpreadOf(Id(1), Id(2)), Policy.SpreadOf(Id(1), Id(3)));

    [Fact]
    public void It_is_the_same_in_every_process() =>
        Assert.Equal(TimeSpan.Parse("1.01:54:33", null), Policy.SpreadOf(Id(1), Id(2)));

    [Fact]
    public void It_leaves_half_of_what_there_is_between_the_grace_period_and_the_renewal()
    {
        var tight = Policy with { Lifetime = TimeSpan.FromDays(34) };
        Assert.Equal(Policy.SpreadOf(Id(1), Id(2)).TotalHours / 6, tight.SpreadOf(Id(1), Id(2)).TotalHours, tolerance: 0.001);
        Assert.Equal(TimeSpan.Zero, (Policy with { Lifetime = TimeSpan.FromDays(33) }).SpreadOf(Id(1), Id(2)));
        Assert.Equal(TimeSpan.Zero, (Policy with { Lifetime = TimeSpan.FromDays(1) }).SpreadOf(Id(1), Id(2)));
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static Guid NewId(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
