using System.Text.Json.Nodes;
using RotationService.Sandbox;

namespace RotationService.Benchmarks.Virtual;

/// <summary>The requests that reached the sandbox, by route and status: its own count, not that of who is measured.</summary>
internal sealed class CallTable
{
    private const string Path = SandboxEngine.ControlPath + "requests";

    private readonly List<(string Route, int Status, long Count)> _calls;

    private CallTable(List<(string Route, int Status, long Count)> calls) => _calls = calls;

    /// <summary>All of them.</summary>
    public long Total => _calls.Sum(call => call.Count);

    /// <summary>Those that were turned away for exceeding a quota.</summary>
    public long Throttled => _calls.Where(call => call.Status == 429).Sum(call => call.Count);

    /// <summary>Those to one service: <c>graph</c>, <c>vault</c> or <c>login</c>.</summary>
    public long To(string service) => _calls.Where(call => call.Route.StartsWith(service + ' ', StringComparison.Ordinal)).Sum(call => call.Count);

    /// <summary>What has reached a sandbox since it was last reset.</summary>
    public static CallTable Of(SandboxEngine engine)
    {
        var byRoute = JsonNode.Parse(Ask(engine, "GET").Span)!["byRoute"]!.AsObject();
        return new CallTable(
        [
            .. from route in byRoute
               from status in route.Value!["byStatus"]!.AsObject()
               select (route.Key, int.TryParse(status.Key, out var code) ? code : 0, status.Value!.GetValue<long>()),
        ]);
    }

    /// <summary>Counts from zero again.</summary>
    public static void Reset(SandboxEngine engine) => Ask(engine, "DELETE");

    /// <summary>How many of each there are for each of so many rotations, the most frequent first.</summary>
    public IReadOnlyList<(string Route, double Each)> Per(int rotations) =>
    [
        .. _calls.GroupBy(call => call.Route)
            .Select(route => (route.Key, (double)route.Sum(call => call.Count) / rotations))
            .OrderByDescending(route => route.Item2).ThenBy(route => route.Key, StringComparer.Ordinal),
    ];

    private static ReadOnlyMemory<byte> Ask(SandboxEngine engine, string method)
    {
        var answer = engine.Handle(new SandboxRequest(method, "localhost", Path, new Dictionary<string, string>(), ReadOnlyMemory<byte>.Empty));
        return answer.Status is 200 or 204 ? answer.Body : throw new InvalidOperationException($"The sandbox answered {answer.Status} to {method} {Path}.");
    }
}
