using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The tenants' token endpoint, used for one thing: to see whether a secret logs in.</summary>
public interface ITokenEndpoint
{
    /// <summary>Asks for a token as the application, never from a cache, with exactly one request.</summary>
    /// <param name="tenantId">The tenant it logs in to; null for the only one that the policies are about.</param>
    /// <param name="appId">The application's client id.</param>
    /// <param name="secretText">The secret to try.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<LogIn> LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken);
}
