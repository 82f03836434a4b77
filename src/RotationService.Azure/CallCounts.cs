using RotationService.Azure.Http;

namespace RotationService.Azure;

/// <summary>How many HTTP requests have been sent, challenges and repeats included. Safe for use by several threads.</summary>
public sealed class CallCounts
{
    private long _graph;
    private long _vault;
    private long _token;

    /// <summary>To Microsoft Graph.</summary>
    public long Graph => Interlocked.Read(ref _graph);

    /// <summary>To Key Vault, all vaults together.</summary>
    public long Vault => Interlocked.Read(ref _vault);

    /// <summary>To the token endpoint, and to whatever else gives tokens, such as a managed identity's endpoint.</summary>
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
