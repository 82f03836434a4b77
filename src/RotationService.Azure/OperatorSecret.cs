using RotationService.Core.Credentials;

namespace RotationService.Azure;

/// <summary>An identity that logs in with a client secret: the sandbox's operator.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="ClientId">Its client id.</param>
/// <param name="Secret">Its secret.</param>
public sealed record OperatorSecret(Guid TenantId, Guid ClientId, SecretText Secret);
