using RotationService.Core.Auditing;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Rotation;

/// <summary>
/// An effect whose intent is in the audit log. It ends in exactly one way. Otherwise its intent stays open until an
/// observation closes it.
/// </summary>
internal sealed class RecordedEffect(Act act, AuditRecord intent, Journal journal, Effects effects)
{
    /// <summary>The ID of the intent, which also identifies the request to the service.</summary>
    public Guid IntentId => intent.IntentId;

    /// <summary>Records that the effect was applied.</summary>
    public void Succeed(string? requestId = null, Guid? keyId = null, string? version = null, string? message = null) =>
        journal.Close(intent, StepOutcome.Done, act.Reason, message, requestId, keyId, version);

    /// <summary>Records that the effect was not sent. Returns the failure.</summary>
    public StepFailure Skip(Reason reason, string message)
    {
        journal.Close(intent, StepOutcome.Skipped, reason, message);
        return new StepFailure(act.Target, reason, message);
    }

    /// <summary>Records that the effect was refused and changed nothing. Returns the failure.</summary>
    public StepFailure Fail(Reason reason, string message, string? requestId = null)
    {
        journal.Close(intent, StepOutcome.Failed, reason, message, requestId);
        return new StepFailure(act.Target, reason, message);
    }

    /// <summary>Records that the effect was applied and undone.</summary>
    public void Abandon(Reason reason, string message, string? requestId, Guid keyId) =>
        journal.Close(intent, StepOutcome.Abandoned, reason, message, requestId, keyId);

    /// <summary>
    /// Counts the only request of the effect and records its outcome. If the failure is ambiguous, the intent stays
    /// open.
    /// </summary>
    /// <param name="failure">The failure of the request. Null if it succeeded.</param>
    /// <param name="requestId">The service's ID of the request.</param>
    /// <param name="explain">Translates a failure into a reason and a message.</param>
    /// <param name="version">The version that was written.</param>
    /// <returns>The failure of the step. Null if it succeeded.</returns>
    public StepFailure? End(
        CallFailure? failure,
        string? requestId,
        Func<CallFailure, (Reason Reason, string Message)> explain,
        string? version = null)
    {
        effects.Count(failure);
        if (failure is null)
        {
            Succeed(requestId, version: version);
            return null;
        }

        var (reason, message) = explain(failure);
        var stepFailure = failure.Kind is CallFailureKind.Ambiguous
            ? new StepFailure(act.Target, reason, message)
            : Fail(reason, message, requestId);
        return stepFailure with { RetryAt = reason is Reason.Throttled ? effects.RetryAt(failure) : null };
    }
}
