using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Auditing;

/// <summary>
/// Writes the audit records of one application: an intent before each effect and one outcome after it.
/// </summary>
internal sealed class Journal(
    IAuditLog audit,
    IIdentifiers identifiers,
    ServiceClock clock,
    Policy policy,
    DirectoryApplication application)
{
    private const string Determined =
        "The outcome was not recorded. It was determined from the application and the vaults.";

    private const string Moved =
        "The outcome was not recorded, and the policy has named another vault or secret since then. "
        + "The earlier one is not checked.";

    /// <summary>
    /// Records an intent durably. Returns null if the log takes no records. Then the effect must not be sent.
    /// </summary>
    public AuditRecord? Intend(
        Act act,
        RotationId? rotationId,
        Uri? vault = null,
        string? secret = null,
        string? version = null)
    {
        var intent = new AuditRecord(AuditKind.Intent, clock.Now, identifiers.NewCall(), act.Step)
        {
            Policy = policy.Name,
            AppId = application.AppId,
            ObjectKind = application.Kind,
            ObjectId = application.ObjectId,
            TenantId = application.TenantId,
            RotationId = rotationId,
            KeyId = act.KeyId,
            Vault = vault,
            Secret = secret,
            Version = version,
            Reason = act.Reason,
        };
        return audit.TryAppend(intent) ? intent : null;
    }

    /// <summary>
    /// Records how an intent ended. If the log cannot take the record, the intent stays open until a later observation
    /// closes it.
    /// </summary>
    public void Close(
        AuditRecord intent,
        StepOutcome outcome,
        Reason reason,
        string? message = null,
        string? requestId = null,
        Guid? keyId = null,
        string? version = null) =>
        audit.TryAppend(intent with
        {
            Kind = AuditKind.Outcome,
            At = clock.Now,
            Outcome = outcome,
            Reason = reason,
            Message = message,
            RequestId = requestId,
            KeyId = keyId ?? intent.KeyId,
            Version = version ?? intent.Version,
        });

    /// <summary>Closes the intents whose outcome follows from this observation.</summary>
    public void CloseWhatIsKnown(Observation seen)
    {
        foreach (var intent in audit.OpenIntents(application.ObjectId) ?? [])
        {
            if (OpenIntents.Judge(intent, policy, seen) is { } outcome)
            {
                Close(
                    intent,
                    outcome,
                    intent.Reason,
                    outcome is StepOutcome.Ambiguous ? Moved : Determined);
            }
        }
    }
}
