using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>Several applications are worked on at once: one whose calls are slow to be answered keeps no other waiting.</summary>
public sealed class SeveralAtOnceTests
{
    private readonly World _world = new();
    private readonly Queue<TaskCompletionSource> _held = [];
    private readonly List<string> _calls = [];

    [Fact]
    public async Task An_application_whose_answer_is_slow_keeps_no_other_waiting()
    {
        var policies = Policies("slow", "quick");
        Hold("versions", times: 1);
        var sweep = Begin(policies);

        Assert.Equal(["quick"], Reported().Distinct());
        Assert.Equal(Reason.UpToDate, _world.Reports[^1].Reason);
        Assert.False(sweep.IsCompleted);
        Assert.Empty(_world.Sweeps);

        Answer();
        Assert.All((await sweep).Applications, report => Assert.Equal(Reason.UpToDate, report.Reason));
        Assert.Single(_world.Sweeps);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task No_more_are_worked_on_at_once_than_was_said(int parallelism)
    {
        Hold("versions", times: 60);
        var sweep = Begin(parallelism, [.. Policies("a", "b", "c", "d", "e").Select((policy, index) => policy with { Vaults = [new Uri($"https://vault-{index}.vault.azure.net/")] })]);

        Assert.Equal(parallelism, _held.Count);
        while (_held.Count > 0)
        {
            Assert.InRange(_held.Count, 1, parallelism);
            Answer();
        }

        Assert.All((await sweep).Applications, report => Assert.Equal(Reason.UpToDate, report.Reason));
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task Of_those_that_wait_for_their_turn_the_one_that_has_waited_longest_comes_first()
    {
        var issued = 0;
        _world.Fault = call =>
        {
            _world.Time.Advance(call is not "addPassword" ? TimeSpan.Zero : ++issued switch { 1 => TimeSpan.Zero, 2 => TimeSpan.FromSeconds(30), _ => TimeSpan.FromMinutes(4) });
            return null;
        };
        await Begin(parallelism: 1, Policies("first", "second", "third"));

        Assert.Equal(["first", "second", "third", "first"], Reported().Take(4));
    }

    [Fact]
    public async Task What_has_become_due_while_a_slow_call_was_begun_is_taken_up_at_once()
    {
        // The second is ten seconds behind the first, whose publication takes ten minutes to be sent and is held then.
        var issued = 0;
        _world.Fault = call =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(call is "addPassword" && ++issued == 2 ? 10 : 0));
            return null;
        };
        Hold("put", times: 1, () => _world.Time.Advance(TimeSpan.FromMinutes(10)));
        var sweep = Begin(Policies("first", "second"));

        Assert.Equal(("second", Reason.UpToDate), (_world.Reports[^1].Policy.Name, _world.Reports[^1].Reason));
        Assert.False(sweep.IsCompleted);
        Answer();
        Assert.All((await sweep).Applications, report => Assert.Equal(Reason.UpToDate, report.Reason));
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task No_sweep_begins_before_the_one_before_has_looked_at_every_application()
    {
        var policies = Policies("slow", "quick");
        policies[1] = policies[1] with { Verify = policies[1].Verify with { Settle = TimeSpan.FromHours(3), Timeout = TimeSpan.FromHours(4) } };
        Hold("versions", times: 1);
        using var stop = new CancellationTokenSource();
        var running = Run(policies, stop, until: TimeSpan.FromHours(5));

        Assert.True(_world.Time.True >= World.Start + TimeSpan.FromHours(3));
        Assert.Equal([2], _world.Begun);
        Assert.Empty(_world.Sweeps);
        Answer();
        await running;
        Assert.All(_world.Sweeps.Skip(1).Zip(_world.Sweeps), pair => Assert.True(pair.First.StartedAt >= pair.Second.FinishedAt));
        Assert.True(_world.Sweeps[0].FinishedAt >= World.Start + TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task An_application_that_is_still_being_worked_on_when_the_next_sweep_begins_is_not_begun_twice()
    {
        Hold("put", times: 1, _calls.Clear);
        using var stop = new CancellationTokenSource();
        var running = Run(Policies("payments"), stop, until: TimeSpan.FromHours(3));

        Assert.Equal(["list"], _calls);
        Assert.Equal([1, 1], _world.Begun);
        Assert.Single(_world.Sweeps);
        Answer();
        await running;
        Assert.Equal(Reason.UpToDate, _world.Sweeps[1].Applications[0].Reason);
        Assert.Equal(1, _world.AddPasswords);
    }

    [Fact]
    public async Task A_worker_that_is_stopped_ends_when_the_last_value_is_stored_and_without_an_exception()
    {
        Hold("put pending", times: 2);
        var policies = Policies("payments", "billing");
        using var stop = new CancellationTokenSource();
        var running = Run(policies, stop, until: TimeSpan.FromHours(1));
        Assert.Equal(2, _held.Count);

        await stop.CancelAsync();
        Answer();
        Assert.False(running.IsCompleted);
        Answer();
        await running;
        Assert.All(policies, policy => Assert.NotNull(_world.Vault().NewestValue(policy.PendingSecret)));
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task A_wait_that_a_pass_has_ended_leaves_no_timer_behind()
    {
        // One is being proven when the other's answer comes.
        Hold("versions", times: 1);
        _world.Time.Stands = true;
        var sweep = Begin(Policies("slow", "quick"));
        Assert.Equal(1, _world.Time.Timers);

        Answer();
        await sweep;
        Assert.Equal(0, _world.Time.Timers);
    }

    private IEnumerable<string> Reported() => _world.Reports.Select(report => report.Policy.Name);

    private Policy[] Policies(params string[] names) => [.. names.Select(name => World.Policy(_world.Add(name)))];

    /// <summary>So many calls of a name are not answered until the test says so.</summary>
    private void Hold(string name, int times, Action? before = null) => _world.Held = call =>
    {
        _calls.Add(call);
        if (call != name || times-- <= 0)
        {
            return Task.CompletedTask;
        }

        before?.Invoke();
        _held.Enqueue(new TaskCompletionSource());
        return _held.Last().Task;
    };

    /// <summary>Answers the call that has waited longest. When it returns, all that follows from the answer has been done, up to the next call that is held.</summary>
    private void Answer() => _held.Dequeue().SetResult();

    private Task<SweepReport> Begin(params Policy[] policies) => Begin(Sweeper.DefaultParallelism, policies);

    private Task<SweepReport> Begin(int parallelism, params Policy[] policies)
    {
        StayOnThisThread();
        return _world.NewSweeper(_world.IdleAsync, parallelism).SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None);
    }

    private Task Run(Policy[] policies, CancellationTokenSource stop, TimeSpan until)
    {
        StayOnThisThread();
        var sweeper = _world.NewSweeper((wait, cancellationToken) =>
        {
            if (_world.Time.True + wait >= World.Start + until)
            {
                stop.Cancel();
            }

            return _world.IdleAsync(wait, cancellationToken);
        });
        return sweeper.RunAsync(() => new PolicySet(null, policies), TimeSpan.FromHours(1), stop.Token);
    }

    // xunit's context would have what follows an answer done elsewhere and later: the world is for one thread.
    private static void StayOnThisThread() => SynchronizationContext.SetSynchronizationContext(null);
}
