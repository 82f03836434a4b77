using RotationService.Core.Credentials;

namespace RotationService.Azure;

/// <summary>An identity that logs in with a client secret, such as the sandbox's operator.</summary>
/// <param name="TenantId">The tenant of the identity.</param>
/// <param name="ClientId">The client id of the identity.</param>
/// <param name="Secret">The client secret of the identity.</param>
public sealed record OperatorSecret(Guid TenantId, Guid ClientId, SecretText Secret);
