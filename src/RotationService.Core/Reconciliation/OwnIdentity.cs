namespace RotationService.Core.Reconciliation;

/// <summary>The identity that we run under, as its own token describes it.</summary>
/// <param name="TenantId">Its tenant; null if the token does not say.</param>
/// <param name="ObjectId">Its object id: of an application or managed identity, that of its service principal; null if the token does not say.</param>
/// <param name="Roles">Its application permissions on Graph.</param>
/// <param name="IsPerson">Whether it stands for a person, whose rights the token does not list.</param>
public sealed record OwnIdentity(Guid? TenantId, Guid? ObjectId, IReadOnlyList<string> Roles, bool IsPerson);
