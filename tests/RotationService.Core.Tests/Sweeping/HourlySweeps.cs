using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>Sweeps an hour apart, and which calls each takes.</summary>
public abstract class HourlySweeps : OneApplication
{
    private protected const int Never = 1_000_000;

    private readonly List<string> _calls = [];

    private protected HourlySweeps()
    {
        Sweeper = World.NewSweeper(Never);
        World.Fault = call =>
        {
            _calls.Add(call);
            return null;
        };
    }

    /// <summary>Never looks in its turn, unless a test takes another.</summary>
    private protected Sweeper Sweeper { get; set; }

    /// <summary>What is remembered of the application when nothing is to be done for a day.</summary>
    private protected CachedApplication AtRest()
    {
        var cached = new CachedApplication { Idle = new IdleSnapshot(World.Start + TimeSpan.FromDays(1), App.Read(), gone: new HashSet<Guid>(), new ApplicationReport(Policy, Condition.Healthy, Reason.UpToDate, "")) };
        cached.BeAbout(Shown(Policy));
        return cached;
    }

    /// <summary>The application as a read shows it now, under a policy.</summary>
    private protected PolicyAssignment Shown(Policy policy) => new(policy, App.Read(), Problem: null);

    /// <summary>The calls of the next sweep; under the one policy, if no others are said.</summary>
    private protected Task<IReadOnlyList<string>> Sweep(params Policy[] policies) => SweepUnder(new PolicySet(null, policies is [] ? [Policy] : policies));

    /// <summary>The calls of the next sweep.</summary>
    private protected async Task<IReadOnlyList<string>> SweepUnder(PolicySet policies)
    {
        _calls.Clear();
        World.Sweeps.Clear();
        await Sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        Assert.Empty(World.Defects);
        World.Time.Advance(TimeSpan.FromHours(1));
        return [.. _calls];
    }
}
