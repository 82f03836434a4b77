using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The token endpoints of the tenants. The service uses them only to test whether a secret logs in.</summary>
public interface ITokenEndpoint
{
    /// <summary>Requests a token as the application, never from a cache, with exactly one request.</summary>
    /// <param name="tenantId">The tenant to log in to. Null for the only tenant of the policies.</param>
    /// <param name="appId">The client ID of the application.</param>
    /// <param name="secretText">The secret to test.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    Task<LogIn> LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken);
}
