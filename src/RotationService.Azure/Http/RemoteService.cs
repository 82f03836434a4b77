using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>The remote service that a request goes to.</summary>
internal enum RemoteService
{
    Graph,
    Vault,
    Token,
}

internal static class RemoteServices
{
    /// <summary>The service by the name that the clock uses.</summary>
    public static TimeService ToTimeService(this RemoteService service) => service switch
    {
        RemoteService.Graph => TimeService.Graph,
        RemoteService.Token => TimeService.TokenEndpoint,
        _ => TimeService.KeyVault,
    };
}
