using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>One pass over one application: look, decide, act, take note, until there is nothing to do now.</summary>
/// <remarks>
/// A pass may begin with what an earlier one has seen: while a pending value is being proven, only the log-in is repeated; and what an earlier
/// look foresaw is planned from that look. Either way the world is looked at again before anything is done that does not look for itself.
/// </remarks>
internal sealed class RotationPass(
    IDirectory directory,
    Observer observer,
    FactFinder facts,
    ActRunner runner,
    ServiceClock clock,
    Journal journal,
    Effects effects,
    IRotationEvents events,
    DirectoryApplication application,
    DateTimeOffset readAt,
    PassContext context)
{
    private readonly Policy _policy = context.Policy;
    private readonly CachedApplication _cached = context.Cached;
    private readonly List<StepRecord> _steps = [];
    private readonly CircleGuard _guard = new(context.Policy);
    private Observation _seen = new(clock.Now, application, Vaults: [], Pending: []);
    private Moment _lookedAt = clock.Mark();
    private bool _isProving;
    private bool _isRemembered;
    private bool _hasIssued;

    /// <summary>What the pass has seen by now.</summary>
    public Observation Seen => _seen;

    /// <summary>The steps it has gone through.</summary>
    public IReadOnlyList<StepRecord> Steps => _steps;

    /// <summary>Carries the application on as far as it goes now.</summary>
    public async Task<Settled> RunAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var decision = await DecideAsync(cancellationToken).ConfigureAwait(false);
            if (!await LookCloserAsync(decision, cancellationToken).ConfigureAwait(false))
            {
                switch (decision)
                {
                    case Settled settled:
                        return settled;

                    case Do { Act: var act }:
                        var result = await ActAsync(act, cancellationToken).ConfigureAwait(false);
                        await TakeNoteAsync(act, result, cancellationToken).ConfigureAwait(false);
                        break;

                    default:
                        if (await FindOutAsync(decision, cancellationToken).ConfigureAwait(false) is { } undecidable)
                        {
                            return undecidable;
                        }

                        break;
                }
            }

            Refresh();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_cached.WhileVerifying is { } proof)
        {
            (_isProving, _isRemembered) = (true, true);
            _seen = observer.Refresh(proof.Seen with { Evidence = _cached.Evidence });
        }
        else if (_cached.ForeseenFor(application, clock.Now) is { } foreseen)
        {
            _isRemembered = true;
            _seen = observer.AfterNewRead(
                foreseen with { Application = application, NotShownYet = [], ReadAt = readAt });
        }
        else
        {
            _seen = await observer.ObserveAsync(application, readAt, isNewRead: true, cancellationToken).ConfigureAwait(false);
        }

        _cached.WhileVerifying = null;
        _cached.Idle = null;
        if (!_isRemembered)
        {
            journal.CloseWhatIsKnown(_seen);
        }
    }

    private async Task<Decision> DecideAsync(CancellationToken cancellationToken)
    {
        // Every decision rests on the time.
        if (clock.IsInDoubt)
        {
            await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            Refresh();
        }

        // A rotation that was under way when somebody asked for one is the one they get. Its value may have to be read to tell.
        if (_cached.Request is not null && _cached.RequestedRotation is null && new PlanningContext(_policy, _seen).Candidate is { } underWay)
        {
            _cached.RequestedRotation = underWay.RotationId;
            Refresh();
        }

        var decision = Planner.Decide(_policy, _seen);
        _guard.Count(decision);
        return decision;
    }

    // Whether what the decision rests on was looked at too long ago, and has been looked at again.
    private async Task<bool> LookCloserAsync(Decision decision, CancellationToken cancellationToken)
    {
        switch (decision)
        {
            case Do { Act: IssueAct } when _hasIssued:
                // Another process closed what has just been issued, since it published its own: that is to be seen first.
                _hasIssued = false;
                await LookAtVaultsAsync(cancellationToken).ConfigureAwait(false);
                return true;

            case Do { Act: IssueAct } when _isRemembered && !_isProving:
                // Whether another process is at work is all that it rests on.
                _isRemembered = false;
                _seen = await observer.ObservePendingAsync(_seen, cancellationToken).ConfigureAwait(false);
                return true;

            case Do { Act.LooksForItself: false } when _isRemembered:
                await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
                return true;

            case Settled when _isRemembered && !_isProving && _steps.Count == 0:
                // Nothing came of what was foreseen.
                await LookAtVaultsAsync(cancellationToken).ConfigureAwait(false);
                return true;

            default:
                return false;
        }
    }

    private async Task<Settled?> FindOutAsync(Decision question, CancellationToken cancellationToken)
    {
        var answer = await facts.AnswerAsync(
            question,
            _seen,
            isPendingNameProvenByIntent: !_cached.IsPendingNameTaken,
            cancellationToken).ConfigureAwait(false);
        _seen = answer.Seen;
        if (!answer.IsReadable && _isRemembered)
        {
            // Closed or purged since, it may be nothing to wait for.
            await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
        }

        return answer.Undecidable;
    }

    private async Task<StepResult> ActAsync(Act act, CancellationToken cancellationToken)
    {
        events.StepBegins(_policy, application, act, clock.Now);
        var result = await runner.RunAsync(act, _seen, context, effects, cancellationToken)
            .ConfigureAwait(false);
        foreach (var (record, message) in result.Steps)
        {
            _steps.Add(record);
            events.StepEnded(_policy, application, record, message);
        }

        return result;
    }

    // What this process has done itself it knows, whatever reads show.
    private async Task TakeNoteAsync(Act act, StepResult result, CancellationToken cancellationToken)
    {
        if (result.Failure is { } stepFailure)
        {
            _seen = _seen with { Failures = _seen.Failures.Add(stepFailure) };
        }

        if (act is IssueAct)
        {
            _hasIssued = true;
            _cached.IsPendingNameTaken = result.Failure?.Reason is Reason.NameSoftDeleted;
        }

        if (result.Issued is { } issued)
        {
            _cached.Issued = _cached.Issued.SetItem(issued.KeyId, issued);
            _seen = _seen.With(issued);
        }

        _cached.TakeNoteOf(result.Writes, result.Issued?.KeyId ?? act.KeyId);
        _seen = _seen with { OwnWrites = _seen.OwnWrites.SetItems(_cached.OwnWrites) };

        if (result is { Failure: null, Writes: { } writes } && Evidence.IsFresh(clock, _lookedAt))
        {
            // The vaults have said what has changed: whatever else has, the next look shows.
            _seen = writes.Aggregate(_seen, (before, write) => before.After(_policy, write));
        }
        else if (act is IssueAct)
        {
            _seen = await observer.ObservePendingAsync(_seen, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await LookAtVaultsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Looks at the world anew but keeps what this pass has learned: the log-ins, and what did not work.
    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        (_isRemembered, _lookedAt) = (false, clock.Mark());
        var sentAt = clock.Now;
        var fresh = await directory.ReadApplicationAsync(application.Address, cancellationToken).ConfigureAwait(false);
        context.Values.DropHeld();
        var again = await observer.ObserveAsync(
            fresh.Failure is null ? fresh.Value : _seen.Application,
            fresh.Failure is null ? sentAt : _seen.ReadAt,
            isNewRead: fresh.Failure is null,
            cancellationToken).ConfigureAwait(false);
        _seen = again with
        {
            Evidence = _seen.Evidence,
            Failures = _seen.Failures,
            Preflight = _seen.Preflight,
            Holders = _seen.Holders,
            Fingerprints = _seen.Fingerprints.SetItems(again.Fingerprints),
            OwnWrites = _seen.OwnWrites.SetItems(again.OwnWrites),
        };
    }

    private async Task LookAtVaultsAsync(CancellationToken cancellationToken)
    {
        (_isRemembered, _lookedAt) = (false, clock.Mark());
        _seen = await observer.ObserveVaultsAsync(_seen, cancellationToken).ConfigureAwait(false);
    }

    private void Refresh() => _seen = observer.Refresh(_seen);
}
