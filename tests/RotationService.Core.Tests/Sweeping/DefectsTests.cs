using RotationService.Core.Planning;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>A defect of the service stops the work on one application only, and is reported as what it is.</summary>
public sealed class DefectsTests
{
    [Fact]
    public async Task A_defect_is_reported_for_its_application_and_the_others_continue()
    {
        var world = new World();
        var policies = new[] { World.Policy(world.Add("payments")), World.Policy(world.Add("billing")) };
        var isFirst = true;
        world.Fault = call =>
        {
            if (call is "right" && isFirst)
            {
                isFirst = false;
                throw new FormatException();
            }

            return null;
        };
        var report = await world.SweepAsync(policies);
        var failed = Assert.Single(report.Applications, application => application.IsDefect);
        Assert.Equal((Condition.Failed, Reason.UnexpectedError, false), (failed.Condition, failed.Reason, failed.Observed));
        Assert.Contains(nameof(FormatException), failed.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(Assert.Single(world.Defects));
        Assert.Equal(Reason.UpToDate, Assert.Single(report.Applications, application => !application.IsDefect).Reason);

        Assert.All((await world.SweepAsync(policies)).Applications, application => Assert.Equal((Reason.UpToDate, false), (application.Reason, application.IsDefect)));
    }
}
