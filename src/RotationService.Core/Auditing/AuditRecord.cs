using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Auditing;

/// <summary>One record of the audit log; the log itself adds the sequence number and the chain.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">When, in the services' time.</param>
/// <param name="IntentId">What an intent and its outcome have in common: the <c>client-request-id</c> of the call that the intent announces.</param>
/// <param name="Step">The step.</param>
public sealed record AuditRecord(AuditKind Kind, DateTimeOffset At, Guid IntentId, Step Step)
{
    /// <summary>The policy's name.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The application's client id.</summary>
    public Guid AppId { get; init; }

    /// <summary>Whether it is about the application's registration or its service principal.</summary>
    public DirectoryKind ObjectKind { get; init; }

    /// <summary>The object id of that.</summary>
    public Guid ObjectId { get; init; }

    /// <summary>The tenant that it is in; null if that is not known, or was not recorded yet.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The rotation it belongs to; null if none.</summary>
    public RotationId? RotationId { get; init; }

    /// <summary>The credential; null while there is none.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The vault's address; null if no vault is concerned.</summary>
    public Uri? Vault { get; init; }

    /// <summary>The secret's name in that vault; null likewise.</summary>
    public string? Secret { get; init; }

    /// <summary>The version concerned; null if none or not known yet.</summary>
    public string? Version { get; init; }

    /// <summary>How it ended; null on an intent.</summary>
    public StepOutcome? Outcome { get; init; }

    /// <summary>Why.</summary>
    public Reason Reason { get; init; }

    /// <summary>For people; never a secret text.</summary>
    public string? Message { get; init; }

    /// <summary>The service's own id of the request that decided the outcome; null if it gave none.</summary>
    public string? RequestId { get; init; }
}
