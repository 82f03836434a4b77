using RotationService.Core.Auditing;
using RotationService.Core.Planning;
using RotationService.Core.Ports;

namespace RotationService.Core.Rotation;

/// <summary>An effect whose intent is in the audit log. It ends in exactly one way, or its intent stays open until a look at the world closes it.</summary>
internal sealed class RecordedEffect(Act act, AuditRecord intent, Journal journal, Effects effects)
{
    /// <summary>The id by which the service can tell one request from another: that of the intent.</summary>
    public Guid IntentId => intent.IntentId;

    /// <summary>It was applied.</summary>
    public void Succeed(string? requestId = null, Guid? keyId = null, string? version = null, string? message = null) =>
        journal.Close(intent, StepOutcome.Done, act.Reason, message, requestId, keyId, version);

    /// <summary>It was not sent.</summary>
    public StepFailure Skip(Reason reason, string message)
    {
        journal.Close(intent, StepOutcome.Skipped, reason, message);
        return new StepFailure(act.Target, reason, message);
    }

    /// <summary>It was refused, and changed nothing.</summary>
    public StepFailure Fail(Reason reason, string message, string? requestId = null)
    {
        journal.Close(intent, StepOutcome.Failed, reason, message, requestId);
        return new StepFailure(act.Target, reason, message);
    }

    /// <summary>It was applied, and undone again.</summary>
    public void Abandon(Reason reason, string message, string? requestId, Guid keyId) =>
        journal.Close(intent, StepOutcome.Abandoned, reason, message, requestId, keyId);

    /// <summary>Counts the one request it consists of, and ends as that did. After an answer that tells nothing the intent stays open.</summary>
    /// <param name="failure">How the request failed; null if it did not.</param>
    /// <param name="requestId">The service's id of the request.</param>
    /// <param name="explain">What a failure means.</param>
    /// <param name="version">The version that was written.</param>
    /// <returns>Why it did not work; null if it did.</returns>
    public StepFailure? End(CallFailure? failure, string? requestId, Func<CallFailure, (Reason Reason, string Message)> explain, string? version = null)
    {
        effects.Count(failure);
        if (failure is null)
        {
            Succeed(requestId, version: version);
            return null;
        }

        var (reason, message) = explain(failure);
        var stepFailure = failure.Kind is CallFailureKind.Ambiguous ? new StepFailure(act.Target, reason, message) : Fail(reason, message, requestId);
        return stepFailure with { RetryAt = reason is Reason.Throttled ? effects.RetryAt(failure) : null };
    }
}
