using RotationService.Core.Credentials;

namespace RotationService.Core.Reconciliation;

/// <summary>The tenant's token endpoint, used for one thing: to see whether a secret logs in.</summary>
public interface ITokenEndpoint
{
    /// <summary>Asks for a token as the application, never from a cache, with exactly one request.</summary>
    /// <param name="appId">The application's client id.</param>
    /// <param name="secretText">The secret to try.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<LogIn> LogInAsync(Guid appId, SecretText secretText, CancellationToken cancellationToken);
}
