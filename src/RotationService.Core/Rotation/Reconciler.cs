using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>Carries one application on as far as it goes now, or shows what that would be. It never waits for time to pass; what it waits for it reports.</summary>
internal sealed class Reconciler
{
    private readonly IDirectory _directory;
    private readonly IAuditLog _audit;
    private readonly IIdentifiers _identifiers;
    private readonly IRotationEvents _events;
    private readonly ServiceClock _clock;
    private readonly Breaker _breaker;
    private readonly Observer _observer;
    private readonly FactFinder _facts;
    private readonly ActRunner _runner;

    public Reconciler(
        IDirectory directory,
        IVaults vaults,
        ITokenEndpoint tokens,
        IAuditLog audit,
        IIdentifiers identifiers,
        IRotationEvents events,
        ServiceClock clock,
        Breaker breaker)
    {
        (_directory, _audit, _identifiers, _events, _clock, _breaker) = (directory, audit, identifiers, events, clock, breaker);
        _observer = new Observer(directory, vaults, clock, breaker);
        _facts = new FactFinder(directory, vaults, tokens, clock, _observer);
        _runner = new ActRunner(directory, vaults, identifiers, clock);
    }

    /// <summary>Makes a pass over an application.</summary>
    public async Task<ApplicationReport> ReconcileAsync(Policy policy, DirectoryApplication application, CachedApplication cached, CancellationToken cancellationToken)
    {
        var journal = new Journal(_audit, _identifiers, _clock, policy, application);
        var pass = new RotationPass(_directory, _observer, _facts, _runner, _clock, journal, new Effects(journal, _breaker, _clock), _events, policy, application, cached);
        var settled = await pass.RunAsync(cancellationToken).ConfigureAwait(false);
        if (pass.Steps.Count > 0)
        {
            journal.CloseWhatIsKnown(pass.Seen);
        }

        cached.KeepWhatProves(policy, pass.Seen, settled, _clock);
        cached.ForgetOld(pass.Seen);
        cached.AwaitRemovals(pass.Seen);
        var seen = _observer.Refresh(pass.Seen, cached);
        var report = Report(policy, seen, settled, pass.Steps);

        // An intent whose outcome nobody recorded is closed by a look at the world.
        cached.Idle = cached.IdleAfter(report, seen, settled) is { } rest && _audit.OpenIntents(application.ObjectId) is { Count: 0 } ? rest : null;
        return report;
    }

    /// <summary>Shows what a pass would do, changing nothing and recording nothing.</summary>
    public async Task<ApplicationReport> PreviewAsync(Policy policy, DirectoryApplication application, IReadOnlyList<Rival> rivals, CancellationToken cancellationToken)
    {
        var cached = new CachedApplication { Rivals = rivals };
        var guard = new CircleGuard(policy);
        var planned = new List<StepRecord>();
        var seen = await _observer.ObserveAsync(policy, application, isNewRead: true, cached, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            if (_clock.IsInDoubt)
            {
                await _clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
                seen = _observer.Refresh(seen, cached);
            }

            var decision = Planner.Decide(policy, seen);
            guard.Count(decision);
            switch (decision)
            {
                case Settled settled:
                    return Report(policy, seen, settled, planned);

                // A preview waits for no log-ins, so it cannot prove a value.
                case TryLogIn { Step: Step.Verify } proof:
                    planned.AddRange(Planned(Reason.PendingFound, proof.KeyId, seen.Now, Step.Verify, Step.Promote));
                    return Report(policy, seen, ToBeProven(proof, seen.Now), planned);

                case Do { Act: var act }:
                    planned.AddRange(Planned(act.Reason, act.KeyId, seen.Now, act is IssueAct ? [Step.Preflight, Step.Issue, Step.Store, Step.Verify, Step.Promote] : [act.Step]));
                    seen = seen with { Assumed = seen.Assumed.Add(act.Target) };
                    break;

                default:
                    var answer = await _facts.AnswerAsync(decision, policy, seen, isPendingNameProvenByIntent: false, cancellationToken).ConfigureAwait(false);
                    if (answer.Undecidable is { } undecidable)
                    {
                        return Report(policy, seen, undecidable, planned);
                    }

                    seen = answer.Seen;
                    break;
            }

            seen = _observer.Refresh(seen, cached);
        }
    }

    private static Settled ToBeProven(TryLogIn proof, DateTimeOffset now) =>
        new(Condition.Rotating, Reason.PendingFound, $"Credential {proof.KeyId} is stored; a sweep would prove it by logging in and publish it.")
        {
            NextAction = Step.Verify,
            NextActionAt = now,
        };

    private static IEnumerable<StepRecord> Planned(Reason reason, Guid? keyId, DateTimeOffset at, params Step[] steps) =>
        steps.Select(step => new StepRecord(step, keyId, StepOutcome.Planned, reason, at));

    private static ApplicationReport Report(Policy policy, Observation seen, Settled settled, IReadOnlyList<StepRecord> steps) =>
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
