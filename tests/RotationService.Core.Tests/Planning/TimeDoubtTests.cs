using RotationService.Core.Planning;

namespace RotationService.Core.Tests.Planning;

/// <summary>As long as no two services agree on the time.</summary>
public sealed class TimeDoubtTests
{
    private const string Doubt = "Microsoft Graph 2028-03-02 08:00 UTC, the token endpoint 2026-03-02 08:00 UTC";

    private readonly Scene _scene = new();

    [Fact]
    public void Nothing_is_issued()
    {
        Assert.IsType<MakePreflight>(_scene.Decision);
        BeInDoubt();
        Assert.Equal((Condition.NeedsAttention, Reason.ClockSkew, Step.Issue), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction));
        Assert.Contains(Doubt, _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_has_expired_is_replaced()
    {
        _scene.Serving(TimeSpan.FromDays(91));
        BeInDoubt();
        Assert.Equal(Reason.ClockSkew, _scene.Settled.Reason);
    }

    [Fact]
    public void Nothing_is_removed()
    {
        var orphan = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromHours(1));
        _scene.Serving(TimeSpan.FromHours(2));
        Assert.IsType<RemoveAct>(Assert.IsType<Do>(_scene.Decision).Act);
        BeInDoubt();
        Assert.Equal(Reason.ClockSkew, _scene.Settled.Reason);
    }

    [Fact]
    public void It_is_said_where_there_is_nothing_else_to_do()
    {
        _scene.Serving(TimeSpan.FromDays(1));
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
        BeInDoubt();
        Assert.Equal((Condition.NeedsAttention, Reason.ClockSkew), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    private void BeInDoubt() => _scene.Also = seen => seen with { TimeDoubt = Doubt };
}
