namespace RotationService.Benchmarks.Fleets;

/// <summary>One application of a fleet.</summary>
/// <param name="AppId">Its client id.</param>
/// <param name="ObjectId">Its object id.</param>
/// <param name="Vault">The name of the vault that holds its secret.</param>
/// <param name="Secret">The name of that secret.</param>
/// <param name="KeyId">The credential it has to begin with.</param>
internal sealed record Member(Guid AppId, Guid ObjectId, string Vault, string Secret, Guid KeyId);
