using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>Whose memory is whose, and how long it lasts.</summary>
public sealed class ApplicationCacheTests : HourlySweeps
{
    private readonly ApplicationCache _memories = new();

    [Fact]
    public void An_application_has_one_memory_until_its_policy_reads_otherwise()
    {
        var cached = _memories.Of(Shown(Policy));
        Assert.Same(cached, _memories.Of(Shown(Policy with { })));
        var another = _memories.Of(Shown(Policy with { Hold = true }));
        Assert.NotSame(cached, another);
        Assert.Same(another, _memories.Of(Shown(Policy with { Hold = true })));
        Assert.NotSame(another, _memories.Of(Shown(Policy with { Name = "another", Hold = true })));
    }

    [Fact]
    public void A_request_takes_the_place_of_all_that_was_remembered()
    {
        _memories.Of(Shown(Policy)).Refused = default(Core.Credentials.RotationId);
        var request = new RotateRequest(Policy.Key, RevokePrevious: false);
        _memories.Begin(request);
        Assert.Equal((request, null), (_memories.Of(Shown(Policy)).Request, _memories.Of(Shown(Policy)).Refused));
        Assert.Null(_memories.AtRest(Shown(Policy), isInTurn: false, vaultListings: null, World.Start));
    }

    [Fact]
    public void What_is_under_no_policy_any_more_is_forgotten_unless_it_is_being_worked_on()
    {
        var (kept, running, gone) = (Shown(Policy), Shown(Policy with { Name = "running" }), Shown(Policy with { Name = "gone" }));
        var before = ((PolicyAssignment[])[kept, running, gone]).Select(_memories.Of).ToList();
        _memories.Keep([kept, running, gone], _ => false);
        Assert.Same(before[2], _memories.Of(gone));
        _memories.Keep([kept], key => key == running.Key);
        Assert.Same(before[0], _memories.Of(kept));
        Assert.Same(before[1], _memories.Of(running));
        Assert.NotSame(before[2], _memories.Of(gone));
    }

    [Fact]
    public void What_is_said_of_an_application_at_rest_is_about_the_objects_of_the_sweep_that_asks()
    {
        var subject = Shown(Policy);
        var cached = _memories.Of(subject);
        cached.Idle = AtRest().Idle;
        var next = Shown(Policy with { });
        Assert.Same(next.Application, _memories.AtRest(next, isInTurn: false, vaultListings: null, World.Start)!.Application);
        var last = Shown(Policy with { });
        var report = cached.Idle!.Report();
        Assert.Same(last.Declared, _memories.Share(cached, last, report)!.Declared);
        Assert.Null(_memories.Share(cached, last, report with { Steps = [new StepRecord(Step.Retire, null, StepOutcome.Done, Reason.Superseded, World.Start)] }));
    }
}
