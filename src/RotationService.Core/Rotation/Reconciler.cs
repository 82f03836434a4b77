using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Rotation;

/// <summary>
/// Advances one application as far as possible now, or previews that. It never waits for time to pass. The report says
/// what it waits for.
/// </summary>
/// <param name="dependencies">The dependencies of rotations.</param>
/// <param name="breaker">Stops issuing when too many changes of a sweep have failed.</param>
internal sealed class Reconciler(RotationDependencies dependencies, Breaker breaker)
{
    private readonly ActRunner _runner = new(
        dependencies.Directory,
        dependencies.Vaults,
        dependencies.Identifiers,
        dependencies.Clock);

    /// <summary>Makes a pass over an application.</summary>
    /// <param name="policy">The application's policy.</param>
    /// <param name="application">The application as a read of the directory has shown it.</param>
    /// <param name="readAt">When that read was sent.</param>
    /// <param name="cached">What earlier passes saw.</param>
    /// <param name="cancellationToken">Cancels, as soon as no value is unstored.</param>
    public async Task<ApplicationReport> ReconcileAsync(
        Policy policy,
        DirectoryApplication application,
        DateTimeOffset readAt,
        CachedApplication cached,
        CancellationToken cancellationToken)
    {
        var context = new PassContext(policy, cached, cached.WhileVerifying?.Values ?? new SecretValues());
        var observer = ObserverOf(context);
        var journal = new Journal(
            dependencies.Audit,
            dependencies.Identifiers,
            dependencies.Clock,
            policy,
            application);
        var pass = new RotationPass(
            dependencies.Directory,
            observer,
            FactFinderOf(context, observer),
            _runner,
            dependencies.Clock,
            journal,
            new Effects(journal, breaker, dependencies.Clock),
            dependencies.Events,
            application,
            readAt,
            context);
        var settled = await pass.RunAsync(cancellationToken).ConfigureAwait(false);
        if (pass.Steps.Count > 0)
        {
            journal.CloseWhatIsKnown(pass.Seen);
        }

        cached.KeepWhatProves(context, pass.Seen, settled, dependencies.Clock);
        cached.ForgetOld(pass.Seen);
        cached.AwaitRemovals(pass.Seen);
        var seen = observer.Refresh(pass.Seen);
        var report = Report(policy, seen, settled, pass.Steps);

        // An intent without a recorded outcome is closed by an observation, so the application is not idle until then.
        cached.Idle = cached.IdleAfter(report, seen, settled) is { } idle
            && dependencies.Audit.OpenIntents(application.ObjectId) is { Count: 0 }
            ? idle
            : null;
        return report;
    }

    /// <summary>Returns a report of what a pass would do. It changes nothing and records nothing.</summary>
    /// <param name="policy">The application's policy.</param>
    /// <param name="application">The application as a read of the directory has shown it.</param>
    /// <param name="readAt">When that read was sent.</param>
    /// <param name="rivals">Other applications whose secret would have the same name.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApplicationReport> PreviewAsync(
        Policy policy,
        DirectoryApplication application,
        DateTimeOffset readAt,
        IReadOnlyList<Rival> rivals,
        CancellationToken cancellationToken)
    {
        var context = new PassContext(policy, new CachedApplication { Rivals = rivals }, new SecretValues());
        var observer = ObserverOf(context);
        var facts = FactFinderOf(context, observer);
        var guard = new CircleGuard(policy);
        var planned = new List<StepRecord>();
        var seen = await observer.ObserveAsync(application, readAt, isNewRead: true, cancellationToken)
            .ConfigureAwait(false);
        while (true)
        {
            if (dependencies.Clock.IsInDoubt)
            {
                await dependencies.Clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                seen = observer.Refresh(seen);
            }

            var decision = Planner.Decide(policy, seen);
            guard.Count(decision);
            switch (decision)
            {
                case Settled settled:
                    return Report(policy, seen, settled, planned);

                // A preview does not wait for log-ins, so it cannot prove a value.
                case TryLogIn { Step: Step.Verify } proof:
                    planned.AddRange(Planned(Reason.PendingFound, proof.KeyId, seen.Now, Step.Verify, Step.Promote));
                    return Report(policy, seen, ToBeProven(proof, seen.Now), planned);

                case Do { Act: var act }:
                    planned.AddRange(Planned(act.Reason, act.KeyId, seen.Now, StepsOf(act)));
                    seen = seen with { Assumed = seen.Assumed.Add(act.Target) };
                    break;

                default:
                    var answer = await facts
                        .AnswerAsync(decision, seen, isPendingNameProvenByIntent: false, cancellationToken)
                        .ConfigureAwait(false);
                    if (answer.Undecidable is { } undecidable)
                    {
                        return Report(policy, seen, undecidable, planned);
                    }

                    seen = answer.Seen;
                    break;
            }

            seen = observer.Refresh(seen);
        }
    }

    private Observer ObserverOf(PassContext context) =>
        new(dependencies.Directory, dependencies.Vaults, dependencies.Clock, breaker, context);

    private FactFinder FactFinderOf(PassContext context, Observer observer) =>
        new(dependencies.Directory, dependencies.Vaults, dependencies.Tokens, dependencies.Clock, observer, context);

    private static Step[] StepsOf(Act act) =>
        act is IssueAct ? [Step.Preflight, Step.Issue, Step.Store, Step.Verify, Step.Promote] : [act.Step];

    private static Settled ToBeProven(TryLogIn proof, DateTimeOffset now) =>
        new(
            Condition.Rotating,
            Reason.PendingFound,
            $"Credential {proof.KeyId} is stored. A sweep would log in with it and publish it.")
        {
            NextAction = Step.Verify,
            NextActionAt = now,
        };

    private static IEnumerable<StepRecord> Planned(
        Reason reason,
        Guid? keyId,
        DateTimeOffset at,
        params Step[] steps) =>
        steps.Select(step => new StepRecord(step, keyId, StepOutcome.Planned, reason, at));

    private static ApplicationReport Report(
        Policy policy,
        Observation seen,
        Settled settled,
        IReadOnlyList<StepRecord> steps) =>
        new(policy, settled.Condition, settled.Reason, settled.Message)
        {
            Application = seen.Application,
            Credentials = Planner.Stages(policy, seen),
            Vaults = Planner.Vaults(policy, seen),
            NextAction = settled.NextAction,
            NextActionAt = settled.NextActionAt,
            FollowUpAt = settled.FollowUpAt,
            Steps = steps,
        };
}
