using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>A vault that lists a version and just now does not show its value: that says nothing about whose value it is.</summary>
public sealed class UnreadableVersionTests : OneApplication
{
    private static readonly PromotionWindow Thursdays = new(WeekDays.Thursday, new TimeOnly(9, 0), new TimeOnly(10, 0), TimeZoneInfo.Utc);

    [Theory]
    [InlineData(CallFailureKind.Throttled)]
    [InlineData(CallFailureKind.Ambiguous)]
    [InlineData(CallFailureKind.Unreachable)]
    [InlineData(CallFailureKind.Forbidden)]
    public async Task A_stored_value_that_cannot_be_read_just_now_is_neither_disabled_nor_replaced(CallFailureKind kind)
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        var waiting = await One(Policy with { Window = Thursdays });
        Assert.Equal(Reason.OutsideWindow, waiting.Reason);

        World.Time.Advance(TimeSpan.FromHours(1));
        World.Fault = call => call is "get version" ? new CallFailure(kind, "not now") : null;
        var unreadable = await One(Policy with { Window = Thursdays });
        Assert.NotEqual(Condition.Healthy, unreadable.Condition);
        Assert.Equal(2, World.AddPasswords);
        Assert.True(Vault.Secrets[Pending][^1].Version.Enabled);

        World.Fault = _ => null;
        Assert.Equal(Reason.OutsideWindow, (await One(Policy with { Window = Thursdays })).Reason);
    }

    [Fact]
    public async Task A_version_of_a_credential_that_is_gone_is_not_disabled_before_its_value_could_be_read()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        App.Live.RemoveAt(0);
        World.Fault = call => call is "get version" ? new CallFailure(CallFailureKind.Throttled, "not now") : null;
        await World.SweepForAsync(TimeSpan.FromHours(6), Policy);
        Assert.True(Vault.Secrets[Secret][0].Version.Enabled);

        World.Fault = _ => null;
        await World.SweepForAsync(TimeSpan.FromHours(6), Policy);
        Assert.False(Vault.Secrets[Secret][0].Version.Enabled);
    }
}
