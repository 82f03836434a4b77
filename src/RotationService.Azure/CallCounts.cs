using RotationService.Azure.Http;

namespace RotationService.Azure;

/// <summary>
/// The number of HTTP requests sent, including challenges and retries. Safe for use by several threads.
/// </summary>
public sealed class CallCounts
{
    private long _graph;
    private long _vault;
    private long _token;

    /// <summary>The number of requests to Microsoft Graph.</summary>
    public long Graph => Interlocked.Read(ref _graph);

    /// <summary>The number of requests to Key Vault, all vaults together.</summary>
    public long Vault => Interlocked.Read(ref _vault);

    /// <summary>
    /// The number of requests to the token endpoint and to other sources of tokens, such as the endpoint of a managed
    /// identity.
    /// </summary>
    public long Token => Interlocked.Read(ref _token);

    internal void Count(RemoteService service)
    {
        ref var count = ref _token;
        switch (service)
        {
            case RemoteService.Graph:
                count = ref _graph;
                break;
            case RemoteService.Vault:
                count = ref _vault;
                break;
        }

        Interlocked.Increment(ref count);
    }
}
