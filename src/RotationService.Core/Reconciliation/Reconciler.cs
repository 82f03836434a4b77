using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>One pass over one application: observe, plan, act, and again, until there is nothing to do now. It never waits for time to pass; what it waits for it reports.</summary>
internal sealed class Reconciler(
    IDirectory directory,
    IVaults vaults,
    ITokenEndpoint tokens,
    IAuditLog audit,
    IIdentifiers identifiers,
    IRotationEvents events,
    ServiceClock clock,
    Breaker breaker)
{
    // Far more than a pass can need between two things that it does for the first time; a pass that gets there goes in a circle, which
    // is a defect. An application with hundreds of leftovers is none: each of them is another thing to do.
    private const int MaxDecisions = 200;

    private readonly Observer _observer = new(directory, vaults, clock, breaker);
    private readonly Issuer _issuer = new(directory, vaults, identifiers, clock, breaker);
    private readonly Publisher _publisher = new(vaults, identifiers, clock, breaker);
    private readonly Remover _remover = new(directory, vaults, identifiers, clock, breaker);

    /// <summary>Carries the application on as far as it goes now.</summary>
    public async Task<ApplicationReport> ReconcileAsync(Policy policy, DirectoryApplication application, ApplicationMemory memory, CancellationToken cancellationToken)
    {
        var journal = new Journal(audit, identifiers, clock, policy, application);
        var steps = new List<StepRecord>();

        // While a pending value is being proven, only the log-in is repeated. And what was foreseen is planned from the look that foresaw
        // it. Either way the world is looked at again before anything is done that does not look for itself.
        var proving = memory.WhileVerifying;
        var foreseen = proving is null ? memory.ForeseenFor(application, clock.Now) : null;
        var isRemembered = (proving ?? foreseen) is not null;
        var lookedAt = clock.Mark();
        var seen = proving is not null ? _observer.Refresh(proving with { Evidence = memory.Evidence }, memory)
            : foreseen is not null ? _observer.AfterNewRead(foreseen with { Application = application, NotShownYet = [], ReadAt = clock.Now }, memory)
            : await _observer.LookAsync(policy, application, isNewRead: true, memory, cancellationToken).ConfigureAwait(false);
        memory.WhileVerifying = null;
        memory.Rest = null;
        if (!isRemembered)
        {
            journal.CloseWhatIsKnown(seen);
        }

        var done = new HashSet<string>(StringComparer.Ordinal);
        var hasIssued = false;
        CallFailure? failure;
        for (var decisions = 0; decisions < MaxDecisions; decisions++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            seen = await OnConfirmedTimeAsync(seen, memory, cancellationToken).ConfigureAwait(false);

            // A rotation that was under way when somebody asked for one is the one they get. Its value may have to be read to tell.
            if (memory.Request is not null && memory.RequestedRotation is null && new Situation(policy, seen).Candidate is { } underWay)
            {
                memory.RequestedRotation = underWay.RotationId;
                seen = _observer.Refresh(seen, memory);
            }

            switch (Planner.Decide(policy, seen))
            {
                case TryLogIn tryLogIn:
                    decisions = done.Add($"log in with {tryLogIn.Version}") ? 0 : decisions;
                    (seen, var isReadable) = await TryAsync(tryLogIn, seen, cancellationToken).ConfigureAwait(false);
                    if (!isReadable && isRemembered)
                    {
                        // Closed or purged since, it may be nothing to wait for.
                        await LookAtAllAsync().ConfigureAwait(false);
                    }

                    break;

                case ReadVersion read:
                    decisions = done.Add($"read {read.Version}") ? 0 : decisions;
                    seen = await ReadAsync(read.Version, seen, cancellationToken).ConfigureAwait(false);
                    break;

                case LookUpHolder lookUp:
                    (seen, failure) = await LookUpAsync(lookUp.AppId, seen, cancellationToken).ConfigureAwait(false);
                    if (failure is not null)
                    {
                        return End(Planner.WithoutHolder(policy, seen, lookUp.AppId, failure));
                    }

                    break;

                case MakePreflight:
                    seen = seen with { Preflight = await _observer.PreflightAsync(policy, seen, isPendingNameProvenByIntent: !memory.IsPendingNameTaken, cancellationToken).ConfigureAwait(false) };
                    break;

                case Do { Act: IssueAct } when hasIssued:
                    // Another process closed what has just been issued, since it published its own: that is to be seen first.
                    hasIssued = false;
                    await LookAtVaultsAsync().ConfigureAwait(false);
                    break;

                case Do { Act: IssueAct } when isRemembered && proving is null:
                    // Whether another process is at work is all that it rests on.
                    isRemembered = false;
                    seen = await _observer.LookAtPendingAsync(policy, seen, memory, cancellationToken).ConfigureAwait(false);
                    break;

                case Do { Act.LooksForItself: false } when isRemembered:
                    await LookAtAllAsync().ConfigureAwait(false);
                    break;

                case Settled when isRemembered && proving is null && steps.Count == 0:
                    // Nothing came of what was foreseen.
                    await LookAtVaultsAsync().ConfigureAwait(false);
                    break;

                case Do { Act: var act }:
                    decisions = done.Add(act.Target) ? 0 : decisions;
                    var result = await ActAsync(act, policy, seen, journal, memory, cancellationToken).ConfigureAwait(false);
                    foreach (var (record, message) in result.Steps)
                    {
                        steps.Add(record);
                        events.StepEnded(policy, application, record, message);
                    }

                    if (result.Setback is { } setback)
                    {
                        seen = seen with { Setbacks = seen.Setbacks.Add(setback) };
                    }

                    if (act is IssueAct)
                    {
                        hasIssued = true;
                        memory.IsPendingNameTaken = result.Setback?.Reason is Reason.NameSoftDeleted;
                    }

                    seen = TakeNote(result, act, seen, memory);
                    if (result is { Setback: null, Writes: { } writes } && Publisher.IsFresh(clock, lookedAt))
                    {
                        // The vaults have said what has changed: whatever else has, the next look shows.
                        seen = writes.Aggregate(seen, (before, write) => before.After(policy, write));
                    }
                    else if (act is IssueAct)
                    {
                        seen = await _observer.LookAtPendingAsync(policy, seen, memory, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        await LookAtVaultsAsync().ConfigureAwait(false);
                    }

                    break;

                case Settled settled:
                    return End(settled);
            }

            seen = _observer.Refresh(seen, memory);
        }

        throw new InvalidOperationException($"Planning for policy '{policy.Name}' goes in a circle.");

        ApplicationReport End(Settled settled)
        {
            if (steps.Count > 0)
            {
                journal.CloseWhatIsKnown(seen);
            }

            Remember(policy, seen, settled, memory);
            memory.ForgetOld(seen);
            memory.AwaitRemovals(seen);
            seen = _observer.Refresh(seen, memory);
            var report = Report(policy, seen, settled, steps);
            memory.Rest = RestAfter(report, seen, settled, memory);
            return report;
        }

        async Task LookAtAllAsync()
        {
            (isRemembered, lookedAt) = (false, clock.Mark());
            seen = await LookOnAsync(policy, application, seen, memory, cancellationToken).ConfigureAwait(false);
        }

        async Task LookAtVaultsAsync()
        {
            (isRemembered, lookedAt) = (false, clock.Mark());
            seen = await _observer.LookAtVaultsAsync(policy, seen, memory, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What a pass would do, changing nothing and recording nothing.</summary>
    public async Task<ApplicationReport> LookAsync(Policy policy, DirectoryApplication application, IReadOnlyList<Rival> rivals, CancellationToken cancellationToken)
    {
        var memory = new ApplicationMemory { Rivals = rivals };
        var seen = await _observer.LookAsync(policy, application, isNewRead: true, memory, cancellationToken).ConfigureAwait(false);
        var planned = new List<StepRecord>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var decisions = 0; decisions < MaxDecisions; decisions++)
        {
            seen = await OnConfirmedTimeAsync(seen, memory, cancellationToken).ConfigureAwait(false);
            switch (Planner.Decide(policy, seen))
            {
                case TryLogIn { Step: Step.Verify } proof:
                    Plan(Reason.PendingFound, proof.KeyId, Step.Verify, Step.Promote);
                    return Report(policy, seen, new Settled(Condition.Rotating, Reason.PendingFound, $"Credential {proof.KeyId} is stored; a sweep would prove it by logging in and publish it.") { NextAction = Step.Verify, NextActionAt = seen.Now }, planned);

                case TryLogIn tryLogIn:
                    decisions = done.Add($"log in with {tryLogIn.Version}") ? 0 : decisions;
                    (seen, _) = await TryAsync(tryLogIn, seen, cancellationToken).ConfigureAwait(false);
                    break;

                case ReadVersion read:
                    decisions = done.Add($"read {read.Version}") ? 0 : decisions;
                    seen = await ReadAsync(read.Version, seen, cancellationToken).ConfigureAwait(false);
                    break;

                case LookUpHolder lookUp:
                    (seen, var failure) = await LookUpAsync(lookUp.AppId, seen, cancellationToken).ConfigureAwait(false);
                    if (failure is not null)
                    {
                        return Report(policy, seen, Planner.WithoutHolder(policy, seen, lookUp.AppId, failure), planned);
                    }

                    break;

                case MakePreflight:
                    seen = seen with { Preflight = await _observer.PreflightAsync(policy, seen, isPendingNameProvenByIntent: false, cancellationToken).ConfigureAwait(false) };
                    break;

                case Do { Act: var act }:
                    decisions = 0;
                    Plan(act.Reason, act.KeyId, act is IssueAct ? [Step.Preflight, Step.Issue, Step.Store, Step.Verify, Step.Promote] : [act.Step]);
                    seen = seen with { Assumed = seen.Assumed.Add(act.Target) };
                    break;

                case Settled settled:
                    return Report(policy, seen, settled, planned);
            }

            seen = _observer.Refresh(seen, memory);
        }

        throw new InvalidOperationException($"Planning for policy '{policy.Name}' goes in a circle.");

        void Plan(Reason reason, Guid? keyId, params Step[] steps) =>
            planned.AddRange(steps.Select(step => new StepRecord(step, keyId, StepOutcome.Planned, reason, seen.Now)));
    }

    private Task<StepResult> ActAsync(Act act, Policy policy, Observation seen, Journal journal, ApplicationMemory memory, CancellationToken cancellationToken) => act switch
    {
        IssueAct issue => _issuer.IssueAsync(issue, policy, seen, journal, memory, cancellationToken),
        PromoteAct promote => _publisher.PromoteAsync(promote, policy, seen, journal, cancellationToken),
        RepublishAct republish => _publisher.RepublishAsync(republish, policy, seen, journal, cancellationToken),
        TidyAct tidy => _publisher.TidyAsync(tidy, journal, cancellationToken),
        TagAct tag => _publisher.TagAsync(tag, journal, cancellationToken),
        RemoveAct remove => _remover.RemoveAsync(remove, policy, seen, journal, memory, cancellationToken),
        _ => throw new InvalidOperationException($"No one knows how to do {act.Target}."),
    };

    // Every decision rests on the time.
    private async Task<Observation> OnConfirmedTimeAsync(Observation seen, ApplicationMemory memory, CancellationToken cancellationToken)
    {
        if (!clock.IsInDoubt)
        {
            return seen;
        }

        await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        return _observer.Refresh(seen, memory);
    }

    // Looks at the world anew but keeps what this pass has learned: the log-ins, and what did not work.
    private async Task<Observation> LookOnAsync(Policy policy, DirectoryApplication application, Observation seen, ApplicationMemory memory, CancellationToken cancellationToken)
    {
        var fresh = await directory.ReadApplicationAsync(application.Address, cancellationToken).ConfigureAwait(false);
        var again = await _observer.LookAsync(policy, fresh.Failure is null ? fresh.Value : seen.Application, isNewRead: fresh.Failure is null, memory, cancellationToken).ConfigureAwait(false);
        return again with
        {
            Evidence = seen.Evidence,
            Setbacks = seen.Setbacks,
            Preflight = seen.Preflight,
            Holders = seen.Holders,
            Fingerprints = seen.Fingerprints.SetItems(again.Fingerprints),
            OwnWrites = seen.OwnWrites.SetItems(again.OwnWrites),
        };
    }

    private async Task<Observation> ReadAsync(VersionAddress version, Observation seen, CancellationToken cancellationToken)
    {
        var readAt = clock.Mark();
        var read = await vaults.At(version.Vault).ReadVersionAsync(version.Secret, version.Version, cancellationToken).ConfigureAwait(false);
        return read.Failure switch
        {
            null => seen.WithValue(version, read.Value.Value) with { Held = new HeldReading(version, read.Value, readAt) },

            // Disabled or purged since it was listed.
            { Kind: CallFailureKind.NotFound } or { Code: "SecretDisabled" } => seen with { Fingerprints = seen.Fingerprints.SetItem(version, null) },

            // A vault that does not answer now says nothing about whose value it is.
            { } failure => seen with { Vaults = [.. seen.Vaults.Select(vault => vault.Address == version.Vault ? new VaultObservation(vault.Address) { Failure = failure } : vault)] },
        };
    }

    private async Task<(Observation Seen, CallFailure? Failure)> LookUpAsync(Guid appId, Observation seen, CancellationToken cancellationToken)
    {
        var found = await directory.FindApplicationAsync(seen.Application.TenantId, appId, cancellationToken).ConfigureAwait(false);
        return (found.Failure is null ? seen with { Holders = seen.Holders.SetItem(appId, found.Value) } : seen, found.Failure);
    }

    // What this process has done itself it knows, whatever reads show.
    private static Observation TakeNote(StepResult result, Act act, Observation seen, ApplicationMemory memory)
    {
        if (result.Issued is { } issued)
        {
            memory.Issued = memory.Issued.SetItem(issued.KeyId, issued);
            seen = seen.With(issued);
        }

        if ((result.Issued?.KeyId ?? act.KeyId) is { } keyId)
        {
            memory.OwnWrites = memory.OwnWrites.SetItems((result.Writes ?? [])
                .Where(write => write.Value is not null)
                .Select(write => KeyValuePair.Create(new VersionAddress(write.Vault, write.Secret, write.Version.Version), keyId)));
        }

        return seen with { OwnWrites = seen.OwnWrites.SetItems(memory.OwnWrites) };
    }

    private async Task<(Observation Seen, bool IsReadable)> TryAsync(TryLogIn tryLogIn, Observation seen, CancellationToken cancellationToken)
    {
        // A process that stood still in a log-in has a value that may be in no vault any more.
        var version = tryLogIn.Version;
        var value = seen.Held is { } held && held.Address == version && Publisher.IsFresh(clock, held.At)
            ? held.Reading.Value
            : seen.Vaults.FirstOrDefault(vault => vault.Address == version.Vault && vault.Newest?.Version == version.Version)?.NewestValue;
        CallFailure? unread = null;
        if (value is null)
        {
            var readAt = clock.Mark();
            var read = await vaults.At(version.Vault).ReadVersionAsync(version.Secret, version.Version, cancellationToken).ConfigureAwait(false);
            unread = read.Failure;
            if (unread is null)
            {
                value = read.Value.Value;
                seen = seen.WithValue(version, value);
                seen = tryLogIn.Step is Step.Verify ? seen with { Held = new HeldReading(version, read.Value, readAt) } : seen;
            }
        }

        // Dated before it is sent: the process may be paused between the endpoint's answer and taking note of it.
        var (at, moment) = (clock.Now, clock.Mark());
        var result = value is null
            ? new LogIn(LogInAnswer.Other, $"the value of {version} could not be read: {unread?.Message ?? "it is empty"}")
            : await tokens.LogInAsync(seen.Application.TenantId, seen.Application.AppId, value, cancellationToken).ConfigureAwait(false);
        var counted = result with { RetryAfter = result.RetryAfter + (clock.Now - at) };
        return (seen with { Evidence = seen.Evidence.With(version, new LogInEvidence(counted, at, moment)) }, value is not null);
    }

    private void Remember(Policy policy, Observation seen, Settled settled, ApplicationMemory memory)
    {
        var candidate = new Situation(policy, seen).Candidate;
        memory.Evidence = seen.Evidence.Only(candidate?.Address);
        memory.WhileVerifying = candidate is not null && policy.Verify.LogsIn && settled is { Condition: Condition.Rotating, NextAction: Step.Verify, FollowUpAt: { } nextAt } && seen.Setbacks.IsEmpty
            ? seen.Remembered() with { Held = seen.Held is { } held && clock.Since(held.At) + (nextAt - seen.Now) < Evidence.Freshness ? held : null }
            : null;
    }

    // An intent whose outcome nobody recorded is closed by a look at the world.
    private Rest? RestAfter(ApplicationReport report, Observation seen, Settled settled, ApplicationMemory memory) =>
        Planner.RestsUntil(report.Policy, seen, settled) is { } until
        && audit.OpenIntents(seen.Application.ObjectId) is { Count: 0 }
            ? new Rest(until, memory.WithoutRemoved(seen.Application, seen.Now), seen.Sightings.Gone.ToHashSet(), report with { Steps = [] })
            {
                Print = SecretGlance.PrintOf(report.Policy, seen),
                Foreseen = until - seen.Now < Rest.Foresight || !memory.Sightings.Absences.IsEmpty ? seen.Remembered() : null,
            }
            : null;

    private static ApplicationReport Report(Policy policy, Observation seen, Settled settled, List<StepRecord> steps) => new(policy, settled.Condition, settled.Reason, settled.Message)
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
