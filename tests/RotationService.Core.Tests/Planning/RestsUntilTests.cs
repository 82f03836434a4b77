using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>How long an application may be left alone: only while nothing at all is under way or in doubt.</summary>
public sealed class RestsUntilTests
{
    private static readonly Settled Healthy = new(Condition.Healthy, Reason.UpToDate, "");

    private readonly Scene _scene = new() { Policy = new Scene().Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] } };

    [Fact]
    public void It_rests_until_it_is_due()
    {
        var current = Everywhere();
        Assert.Equal(current.EndDateTime - _scene.RenewedBefore(current), Until(Healthy));
    }

    [Fact]
    public void It_rests_until_the_previous_credential_is_retired_if_that_comes_first_unless_nothing_is_retired()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(20));
        _scene.Published(previous, TimeSpan.FromDays(20));
        _scene.Published(previous, TimeSpan.FromDays(20), "ne");
        var current = Everywhere();
        Assert.Equal(Scene.Now + TimeSpan.FromDays(2) + TimeSpan.FromSeconds(2), Until(Healthy));
        _scene.Policy = _scene.Policy with { Hold = true };
        Assert.Equal(current.EndDateTime - _scene.RenewedBefore(current), Until(Healthy));
    }

    [Fact]
    public void It_does_not_rest_when_it_is_due_now()
    {
        var current = _scene.Issued(TimeSpan.FromDays(60));
        _scene.Credentials[0] = current with { EndDateTime = Scene.Now + _scene.RenewedBefore(current) };
        _scene.Published(_scene.Credentials[0], TimeSpan.FromDays(60));
        _scene.Published(_scene.Credentials[0], TimeSpan.FromDays(60), "ne");
        Assert.Null(Until(Healthy));
        _scene.Credentials[0] = _scene.Credentials[0] with { EndDateTime = Scene.Now };
        Assert.Null(Until(Healthy));
    }

    [Theory]
    [InlineData("condition")]
    [InlineData("follow-up")]
    [InlineData("clock")]
    [InlineData("request")]
    [InlineData("time in doubt")]
    [InlineData("setback")]
    [InlineData("unread")]
    [InlineData("behind")]
    [InlineData("missing")]
    [InlineData("stored")]
    [InlineData("in doubt")]
    [InlineData("not ours")]
    [InlineData("orphan")]
    public void It_does_not_rest_while(string what)
    {
        var previous = _scene.Issued(TimeSpan.FromDays(20));
        _scene.Published(previous, TimeSpan.FromDays(20), "ne");
        Everywhere(isInBoth: what is not ("behind" or "missing"));
        var settled = what switch
        {
            "condition" => Healthy with { Condition = Condition.Due },
            "follow-up" => Healthy with { FollowUpAt = Scene.Now },
            _ => Healthy,
        };
        _scene.Also = seen => what switch
        {
            "clock" => seen with { ClockIsSkewed = true },
            "time in doubt" => seen with { TimeDoubt = "nobody agrees" },
            "request" => seen with { Request = new RotateRequest(_scene.Policy.Key, RevokePrevious: false) },
            "setback" => seen with { Failures = [new StepFailure(ActTarget.Issue, Reason.Throttled, "")] },
            _ => seen,
        };
        _scene.AlsoOfVault = vault => (what, vault.Name) switch
        {
            ("unread", "ne") => new VaultObservation(vault.Address) { Failure = new CallFailure(CallFailureKind.Unreachable, "") },
            ("missing", "ne") => vault with { Newest = null },
            _ => vault,
        };
        if (what is "stored")
        {
            _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(1)), TimeSpan.FromMinutes(1));
        }
        else if (what is "orphan")
        {
            _scene.Intended(_scene.Issued(TimeSpan.FromMinutes(1)).Mark!.Value.RotationId, TimeSpan.FromMinutes(1));
        }
        else if (what is "in doubt")
        {
            _scene.Credentials[1] = _scene.Credentials[1] with { EndDateTime = Scene.Now };
        }
        else if (what is "not ours")
        {
            _scene.Credentials[1] = _scene.Credentials[1] with { Fingerprint = "not" };
        }

        Assert.Null(Until(settled));
    }

    private DateTimeOffset? Until(Settled settled) => Planner.RestsUntil(_scene.Policy, _scene.Seen, settled);

    private Core.Credentials.Credential Everywhere(bool isInBoth = true)
    {
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.Published(current, TimeSpan.FromDays(1));
        if (isInBoth)
        {
            _scene.Published(current, TimeSpan.FromDays(1), "ne");
        }

        return current;
    }
}
