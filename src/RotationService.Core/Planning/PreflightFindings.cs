using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>What was found in the way of a rotation, before anything is made.</summary>
/// <param name="SoftDeleted">Where the secret's or the pending secret's name is taken by a soft-deleted one; null if nowhere, or if we may not see.</param>
/// <param name="Right">What we may do to the application.</param>
/// <param name="Restrictions">What the tenant's policies say of its passwords; none if they cannot be read: Graph itself will tell.</param>
public sealed record PreflightFindings(SoftDeletedName? SoftDeleted, DirectoryRight Right, PasswordRestrictions Restrictions);
