using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>Which remote service a request goes to.</summary>
internal enum RemoteService
{
    Graph,
    Vault,
    Token,
}

internal static class RemoteServices
{
    /// <summary>The service as the clock knows it.</summary>
    public static TimeService ToTimeService(this RemoteService service) => service switch
    {
        RemoteService.Graph => TimeService.Graph,
        RemoteService.Token => TimeService.TokenEndpoint,
        _ => TimeService.KeyVault,
    };
}
