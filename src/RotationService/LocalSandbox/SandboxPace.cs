using System.Text;
using System.Text.Json;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;

namespace RotationService.LocalSandbox;

/// <summary>How fast the time of our own sandbox passes while we wait: as asked for, unless another program is at work in it.</summary>
/// <remarks>
/// Another program's clock follows the sandbox's a second behind, at most; at an hour a second it would be an hour off, and its calls
/// would take hours. None of ours is in flight while we wait, so every request that arrives meanwhile is somebody else's.
/// </remarks>
/// <param name="host">The sandbox.</param>
/// <param name="speed">What was asked for, seconds of sandbox time a second.</param>
/// <param name="follow">Makes the clock that the service goes by follow the sandbox's, where that is another; null if it is the same.</param>
internal sealed class SandboxPace(SandboxHost host, double speed, Func<CancellationToken, Task>? follow = null)
{
    /// <summary>The most at which another program can still act.</summary>
    private const double SpeedWithVisitors = 30;

    private static readonly TimeSpan VisitLasts = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly SandboxRequest Count = new("GET", "localhost", SandboxEngine.ControlPath + "requests", new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty);

    private long? _visitedAt;

    /// <summary>Waits for a span of sandbox time.</summary>
    public async Task IdleAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var end = host.Time.GetUtcNow() + wait;
        var requests = Requests();
        while (end - host.Time.GetUtcNow() is { Ticks: > 0 } left)
        {
            var pace = IsVisited ? Math.Min(speed, SpeedWithVisitors) : speed;
            var slice = Look * pace;
            await host.RunAheadAsync(slice < left ? slice : left, pace, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await (follow?.Invoke(cancellationToken) ?? Task.CompletedTask);
            var now = Requests();
            if (now != requests)
            {
                requests = now;
                _visitedAt = TimeProvider.System.GetTimestamp();
            }
        }
    }

    private bool IsVisited => _visitedAt is { } at && TimeProvider.System.GetElapsedTime(at) < VisitLasts;

    private long Requests()
    {
        using var answer = JsonDocument.Parse(Encoding.UTF8.GetString(host.Engine.Handle(Count).Body.Span));
        return answer.RootElement.GetProperty("total").GetInt64();
    }
}
