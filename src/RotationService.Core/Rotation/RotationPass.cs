using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>One pass over one application: observe, decide, act and record, until nothing is to be done now.</summary>
/// <remarks>
/// A pass can begin with the observation of an earlier one. While a pending value is being proven, only the log-in is
/// repeated. An action that an earlier observation foresaw is planned from that observation. In both cases everything
/// is observed again before an act that does not read again itself. The exception is issuing from a foreseen
/// observation, which needs only the pending secret to be read again.
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

    /// <summary>The current observation of the pass.</summary>
    public Observation Seen => _seen;

    /// <summary>The steps of the pass so far.</summary>
    public IReadOnlyList<StepRecord> Steps => _steps;

    /// <summary>Advances the application as far as possible now. Returns the decision that ends the pass.</summary>
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
            _seen = await observer.ObserveAsync(application, readAt, isNewRead: true, cancellationToken)
                .ConfigureAwait(false);
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
        // Every decision relies on the time.
        if (clock.IsInDoubt)
        {
            await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
            Refresh();
        }

        // A rotation that was in progress when a person requested one fulfils the request. Its value may have to be
        // read first to find it.
        if (_cached.Request is not null
            && _cached.RequestedRotation is null
            && new PlanningContext(_policy, _seen).Candidate is { } underWay)
        {
            _cached.RequestedRotation = underWay.RotationId;
            Refresh();
        }

        var decision = Planner.Decide(_policy, _seen);
        _guard.Count(decision);
        return decision;
    }

    // Returns true if the facts that the decision relies on were too old and have been observed again.
    private async Task<bool> LookCloserAsync(Decision decision, CancellationToken cancellationToken)
    {
        switch (decision)
        {
            case Do { Act: IssueAct } when _hasIssued:
                // Another process has published its own credential and closed the one that was just issued. This must
                // be observed first.
                _hasIssued = false;
                await LookAtVaultsAsync(cancellationToken).ConfigureAwait(false);
                return true;

            case Do { Act: IssueAct } when _isRemembered && !_isProving:
                // The act relies only on whether another process is at work, which the pending secret shows.
                _isRemembered = false;
                _seen = await observer.ObservePendingAsync(_seen, cancellationToken).ConfigureAwait(false);
                return true;

            case Do { Act.LooksForItself: false } when _isRemembered:
                await LookAtAllAsync(cancellationToken).ConfigureAwait(false);
                return true;

            case Settled when _isRemembered && !_isProving && _steps.Count == 0:
                // The foreseen action was not needed.
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
            // The version was closed or purged since, so there may be nothing to wait for.
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

    // The process knows its own changes, whatever reads show.
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
            // The vaults have acknowledged these changes. The next observation shows all others.
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

    // Observes everything again but keeps what this pass has learned: the log-ins and the failed attempts.
    private async Task LookAtAllAsync(CancellationToken cancellationToken)
    {
        (_isRemembered, _lookedAt) = (false, clock.Mark());
        var sentAt = clock.Now;
        var fresh = await directory.ReadApplicationAsync(application.Address, cancellationToken)
            .ConfigureAwait(false);
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
