using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Auditing;

/// <summary>One record of the audit log. The log adds the sequence number and the hash chain.</summary>
/// <param name="Kind">The kind of the record.</param>
/// <param name="At">When the record was made, by the time of the Azure services.</param>
/// <param name="IntentId">
/// The id that an intent shares with its outcome. It is the <c>client-request-id</c> of the call that the intent
/// announces.
/// </param>
/// <param name="Step">The step of the rotation.</param>
public sealed record AuditRecord(AuditKind Kind, DateTimeOffset At, Guid IntentId, Step Step)
{
    /// <summary>The name of the policy.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The client ID of the application.</summary>
    public Guid AppId { get; init; }

    /// <summary>Whether the record is about the app registration or the service principal.</summary>
    public DirectoryKind ObjectKind { get; init; }

    /// <summary>The object ID of the app registration or service principal.</summary>
    public Guid ObjectId { get; init; }

    /// <summary>The tenant of that object. Null if the tenant is unknown or was not recorded.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The rotation that the record belongs to. Null if it belongs to none.</summary>
    public RotationId? RotationId { get; init; }

    /// <summary>The credential. Null if there is none yet.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The address of the vault. Null if the step affects no vault.</summary>
    public Uri? Vault { get; init; }

    /// <summary>The name of the secret in that vault. Null if the step affects no vault.</summary>
    public string? Secret { get; init; }

    /// <summary>The version of the secret. Null if there is none or it is not known yet.</summary>
    public string? Version { get; init; }

    /// <summary>The outcome of the step. Null on an intent.</summary>
    public StepOutcome? Outcome { get; init; }

    /// <summary>The reason for the step, or for its outcome.</summary>
    public Reason Reason { get; init; }

    /// <summary>A message for people. It never contains a secret text.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// The request id that the Azure service returned with the answer that decided the outcome. Null if it returned
    /// none.
    /// </summary>
    public string? RequestId { get; init; }
}
