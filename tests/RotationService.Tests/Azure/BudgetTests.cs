using RotationService.Azure.Http;
using RotationService.TestKit.Clocks;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class BudgetTests
{
    private static readonly Quota TenASecond = new(100, TimeSpan.FromSeconds(10));

    private readonly LeapingTime _time = new(ConnectionTest.Start);

    [Fact]
    public void What_is_published_may_be_used_at_once_but_for_a_margin()
    {
        var budget = new Budget(TenASecond, _time);
        Assert.Equal(95, Enumerable.Range(0, 200).Count(_ => budget.Take() == TimeSpan.Zero));
    }

    [Fact]
    public void Whoever_comes_later_waits_longer_each_for_its_own_turn()
    {
        var budget = Empty();
        AssertWaits(budget, 1 / 9.5, 2 / 9.5, 3 / 9.5);
    }

    [Fact]
    public void It_is_refilled_steadily_and_never_beyond_what_is_published()
    {
        var budget = Empty();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(9, Enumerable.Range(0, 50).Count(_ => budget.Take() == TimeSpan.Zero));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(95, Enumerable.Range(0, 200).Count(_ => budget.Take() == TimeSpan.Zero));
    }

    [Fact]
    public void What_was_not_sent_costs_nothing()
    {
        var budget = Empty();
        budget.Take();
        budget.Return();
        AssertWaits(budget, 1 / 9.5);
    }

    [Fact]
    public void A_refusal_takes_what_was_left_and_a_fifth_of_the_rate()
    {
        var budget = new Budget(TenASecond, _time);
        budget.Shrink();
        AssertWaits(budget, 1 / 7.6);
    }

    [Fact]
    public void Refusals_that_were_under_way_at_once_count_once()
    {
        var budget = new Budget(TenASecond, _time);
        for (var i = 0; i < 20; i++)
        {
            budget.Shrink();
        }

        AssertWaits(budget, 1 / 7.6);
        _time.Advance(TimeSpan.FromSeconds(1));
        budget.Shrink();
        AssertWaits(budget, 1 / 6.08);
    }

    [Fact]
    public void The_rate_comes_back_within_ten_minutes()
    {
        var budget = new Budget(TenASecond, _time);
        budget.Shrink();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(9.5 * 0.9, RateOf(budget), tolerance: 0.1);
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(9.5, RateOf(budget), tolerance: 0.1);
    }

    [Fact]
    public void However_often_it_is_refused_it_goes_on()
    {
        var budget = new Budget(TenASecond, _time);
        for (var i = 0; i < 1000; i++)
        {
            budget.Shrink();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(budget.Take(), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    private static void AssertWaits(Budget budget, params double[] seconds) =>
        Assert.All(seconds, wait => Assert.Equal(wait, budget.Take().TotalSeconds, tolerance: 0.005));

    // How many more a second, once what has gathered is taken.
    private static double RateOf(Budget budget)
    {
        TimeSpan first;
        while ((first = budget.Take()) == TimeSpan.Zero)
        {
        }

        return 1 / (budget.Take() - first).TotalSeconds;
    }

    private Budget Empty()
    {
        var budget = new Budget(TenASecond, _time);
        for (var i = 0; i < 95; i++)
        {
            budget.Take();
        }

        return budget;
    }
}
