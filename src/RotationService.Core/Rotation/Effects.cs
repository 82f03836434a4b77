using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>The effects of one pass: each is recorded before it is sent, and counted for the breaker when it has been.</summary>
internal sealed class Effects(Journal journal, Breaker breaker, ServiceClock clock)
{
    /// <summary>When to try again what was throttled, if the service names no time.</summary>
    public static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);

    private const string Unwritable =
        "The audit log takes no records (its file was deleted, replaced or changed by others, or the disk is full or read-only: "
        + "the operational log says which), so nothing is begun. Put the file back, free the disk, "
        + "or restart the service with another Audit:Path.";

    /// <summary>Records the intent of an act, durably. Null if the audit log takes no records: then nothing may be sent.</summary>
    public RecordedEffect? Begin(Act act, RotationId? rotationId, Uri vault, string secret, string? version = null) =>
        journal.Intend(act, rotationId, vault, secret, version) is { } intent ? new RecordedEffect(act, intent, journal, this) : null;

    /// <summary>Why an act was not begun whose intent could not be recorded.</summary>
    public static StepFailure NotRecorded(Act act) => new(act.Target, Reason.AuditUnwritable, Unwritable);

    /// <summary>Counts a request that changes something.</summary>
    /// <param name="failure">How it failed; null if it did not.</param>
    /// <param name="isIssue">Whether it was an addPassword.</param>
    public void Count(CallFailure? failure, bool isIssue = false) => breaker.Count(isIssue, failure?.Kind is CallFailureKind.Ambiguous);

    /// <summary>Counts several requests for one change as one.</summary>
    /// <param name="isInDoubt">Whether the answer to any of them tells nothing.</param>
    public void CountChange(bool isInDoubt) => breaker.Count(issue: false, isInDoubt);

    /// <summary>When it is worth trying again what a service had no time for.</summary>
    public DateTimeOffset RetryAt(CallFailure failure) => clock.Now + (failure.RetryAfter ?? DefaultRetryAfter);
}
