using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>Applications open to personal accounts may have two secrets and no more.</summary>
public sealed class PersonalAccountsTests : OneApplication
{
    [Fact]
    public async Task An_application_open_to_personal_accounts_with_a_foreign_secret_has_no_room_unless_it_is_adopted()
    {
        var personal = World.Add("game", "AzureADandPersonalMicrosoftAccount");
        var byHand = World.AddByHand(personal, TimeSpan.FromDays(300));
        var report = await One(World.Policy(personal));
        Assert.Equal((Condition.NeedsAttention, Reason.CredentialLimit), (report.Condition, report.Reason));
        Assert.Equal(0, World.AddPasswords);

        World.Time.Advance(TimeSpan.FromSeconds(1));
        await One(World.Policy(personal) with { Adopt = true });
        await World.SweepForAsync(TimeSpan.FromDays(4), World.Policy(personal) with { Adopt = true });
        Assert.DoesNotContain(byHand, personal.Live);
        Assert.Single(personal.Live);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_waits_for_the_withdrawal_of_a_credential_that_never_logged_in()
    {
        var personal = World.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal);
        await One(policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        World.LogInsAnswer = LogInAnswer.WrongSecret;
        await World.SweepForAsync(TimeSpan.FromHours(2), policy);
        var dud = personal.Live[1];
        World.LogInsAnswer = null;
        dud.UsableAt = DateTimeOffset.MaxValue;

        var reports = new List<ApplicationReport>();
        for (var sweeps = 0; sweeps < 3; sweeps++)
        {
            reports.Add(await One(policy));
            World.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.DoesNotContain(dud, personal.Live);
        Assert.Equal(3, World.AddPasswords);
        Assert.DoesNotContain(reports, report => report.Reason is Reason.CredentialLimit);
    }

    [Fact]
    public async Task That_there_is_no_room_because_a_wrong_clock_lets_nothing_be_removed_is_said_so()
    {
        var personal = World.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal);
        await One(policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        World.Time.WallError = TimeSpan.FromHours(24);
        World.Clock.Observe(World.Time.True);
        var report = await One(policy);
        Assert.Equal((Condition.NeedsAttention, Reason.ClockSkew), (report.Condition, report.Reason));
        Assert.Contains("no room", report.Message, StringComparison.Ordinal);

        World.Time.WallError = TimeSpan.Zero;
        World.Clock.Observe(World.Time.True);
        await One(policy);
        Assert.Equal(3, World.AddPasswords);
    }

    [Fact]
    public async Task Two_foreign_secrets_that_are_to_be_adopted_leave_no_room_and_the_message_does_not_ask_to_adopt_them()
    {
        var personal = World.Add("game", "PersonalMicrosoftAccount");
        World.AddByHand(personal, TimeSpan.FromDays(300));
        World.AddByHand(personal, TimeSpan.FromDays(300));
        var report = await One(World.Policy(personal) with { Adopt = true });
        Assert.Equal(Reason.CredentialLimit, report.Reason);
        Assert.DoesNotContain("adopt", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0 of them", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_never_has_more_than_two_secrets()
    {
        var personal = World.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal);
        var sweeper = World.NewSweeper();
        for (var hour = 0; hour < 200 * 24; hour += 6)
        {
            await sweeper.SweepOnceAsync(new(null, [policy]), null, CancellationToken.None);
            Assert.InRange(personal.Live.Count, 1, 2);
            World.Time.Advance(TimeSpan.FromHours(6));
        }

        Assert.InRange(World.AddPasswords, 3, 4);
    }
}
