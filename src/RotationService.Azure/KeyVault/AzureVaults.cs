using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using RotationService.Azure.Http;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;

namespace RotationService.Azure.KeyVault;

/// <summary>The clients of all key vaults. A client is created when its vault is first used.</summary>
internal sealed class AzureVaults(OperatorCredential credential, HttpPipelineTransport transport, Traffic traffic)
    : IVaults
{
    private readonly ConcurrentDictionary<Uri, IVault> _vaults = new();

    public IVault At(Uri address) => _vaults.GetOrAdd(new Uri(address.GetLeftPart(UriPartial.Authority)), Create);

    private AzureVault Create(Uri address)
    {
        // All checks of the SDK stay enabled: https only, and a challenge must be for the vault's own domain.
        var options = new SecretClientOptions
        {
            Transport = transport,
            Retry = { MaxRetries = 0 },
            Diagnostics = { IsLoggingContentEnabled = false },
        };
        return new AzureVault(new SecretClient(address, credential, options), address, traffic);
    }
}
