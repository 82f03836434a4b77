using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>The findings of the preflight, which checks for obstacles to a rotation before anything is made.</summary>
/// <param name="SoftDeleted">
/// The place where a soft-deleted secret blocks the name of the secret or of the pending secret. Null if there is none,
/// or if the identity may not see deleted secrets.
/// </param>
/// <param name="Right">The identity's rights on the application.</param>
/// <param name="Restrictions">
/// The restrictions of the tenant's policies on the credentials of the policy's kind. None if the policies cannot be
/// read, because Graph then rejects a forbidden credential itself.
/// </param>
public sealed record PreflightFindings(
    SoftDeletedName? SoftDeleted,
    DirectoryRight Right,
    CredentialRestrictions Restrictions);
