using RotationService.Sandbox;

namespace RotationService.Benchmarks.Virtual;

/// <summary>The way to the sandbox's in-memory front door, as long in virtual time as the way to Azure is.</summary>
/// <remarks>Nobody publishes how long these calls take; the figures are the lower half of what is usually seen from the same region (assumed).</remarks>
internal sealed class DistantNetwork(SandboxEngine engine, VirtualTime time) : HttpMessageHandler
{
    /// <summary>How long a call of Microsoft Graph takes, there and back.</summary>
    public static readonly TimeSpan Graph = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a call of Key Vault takes.</summary>
    public static readonly TimeSpan Vault = TimeSpan.FromMilliseconds(60);

    /// <summary>How long a call of the token endpoint takes.</summary>
    public static readonly TimeSpan Token = TimeSpan.FromMilliseconds(100);

    private readonly HttpMessageInvoker _sandbox = new(engine.CreateHandler());

    /// <summary>Told of each request when it is sent; null if nobody wants to know.</summary>
    public Action<HttpRequestMessage>? Sends { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sends?.Invoke(request);
        var halfWay = LatencyOf(request.RequestUri!.Host) / 2;
        await time.WaitAsync(halfWay, cancellationToken);
        var response = await _sandbox.SendAsync(request, cancellationToken);
        await time.WaitAsync(halfWay, cancellationToken);
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        _sandbox.Dispose();
        base.Dispose(disposing);
    }

    private static TimeSpan LatencyOf(string host) => host switch
    {
        "graph.microsoft.com" => Graph,
        "login.microsoftonline.com" => Token,
        _ => Vault,
    };
}
