using System.Text;
using System.Text.Json;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;

namespace RotationService.LocalSandbox;

/// <summary>
/// Advances the clock of this process's sandbox while the service waits: at the requested speed, unless another program
/// uses the sandbox.
/// </summary>
/// <remarks>
/// The clock of another program follows the sandbox's clock with a delay of up to a second. At an hour a second it
/// would be an hour behind, and its calls would take hours. This process sends no requests while it waits, so every
/// request that arrives meanwhile comes from another program.
/// </remarks>
/// <param name="host">The sandbox.</param>
/// <param name="speed">The requested speed, in seconds of sandbox time a second.</param>
/// <param name="follow">
/// Updates the service's clock from the sandbox's clock. Null, the default, if they are the same clock.
/// </param>
internal sealed class SandboxPace(SandboxHost host, double speed, Func<CancellationToken, Task>? follow = null)
{
    /// <summary>The highest speed, in seconds a second, at which another program can still work.</summary>
    private const double SpeedWithVisitors = 30;

    private static readonly TimeSpan VisitLasts = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private static readonly SandboxRequest Count = new(
        "GET",
        "localhost",
        SandboxEngine.ControlPath + "requests",
        new Dictionary<string, string>(),
        ReadOnlyMemory<byte>.Empty);

    private long? _visitedAt;

    /// <summary>Waits for a duration of sandbox time.</summary>
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
