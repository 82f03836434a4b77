using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>
/// The effects of one pass. Each is recorded before it is sent, and counted for the breaker afterwards.
/// </summary>
internal sealed class Effects(Journal journal, Breaker breaker, ServiceClock clock)
{
    /// <summary>The delay before a throttled call is repeated if the service gives none, 30 seconds.</summary>
    public static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);

    private const string Unwritable = "The audit log accepts no records, so the service starts no change.";

    /// <summary>
    /// Records the intent of an act durably. Returns null if the audit log accepts no records. Nothing may be sent
    /// then.
    /// </summary>
    public RecordedEffect? Begin(Act act, RotationId? rotationId, Uri vault, string secret, string? version = null) =>
        journal.Intend(act, rotationId, vault, secret, version) is { } intent
            ? new RecordedEffect(act, intent, journal, this)
            : null;

    /// <summary>Returns the failure of an act whose intent could not be recorded, so that it was not begun.</summary>
    public static StepFailure NotRecorded(Act act) => new(act.Target, Reason.AuditUnwritable, Unwritable);

    /// <summary>Counts a request that changes something.</summary>
    /// <param name="failure">
    /// The failure. Null if the request succeeded. Only an ambiguous failure counts as unexpected.
    /// </param>
    /// <param name="isIssue">Whether the request was an addPassword.</param>
    public void Count(CallFailure? failure, bool isIssue = false) =>
        breaker.Count(isIssue, failure?.Kind is CallFailureKind.Ambiguous);

    /// <summary>Counts several requests for one change as one change.</summary>
    /// <param name="isInDoubt">Whether the outcome of any of the requests is unknown.</param>
    public void CountChange(bool isInDoubt) => breaker.Count(issue: false, isInDoubt);

    /// <summary>Returns when a call that a service could not serve should be repeated.</summary>
    public DateTimeOffset RetryAt(CallFailure failure) => clock.Now + (failure.RetryAfter ?? DefaultRetryAfter);
}
