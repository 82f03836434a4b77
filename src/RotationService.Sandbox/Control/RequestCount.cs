using System.Runtime.InteropServices;
using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Control;

/// <summary>
/// Counts the requests that reached the services, by route and status. It includes challenges and faults, but no
/// control requests.
/// </summary>
internal sealed class RequestCount
{
    /// <summary>Stands in for the status of an answer that was cut off.</summary>
    private const int Dropped = 0;

    private readonly Dictionary<(string Host, string Route), Dictionary<int, int>> _byRoute = [];

    /// <summary>Counts an answer. An answer that was cut off counts as <c>dropped</c>.</summary>
    public void Add(string host, string route, Reply reply)
    {
        if (!_byRoute.TryGetValue((host, route), out var byStatus))
        {
            _byRoute[(host, route)] = byStatus = [];
        }

        CollectionsMarshal.GetValueRefOrAddDefault(byStatus, reply.Drop ? Dropped : reply.Status, out _)++;
    }

    public void Reset() => _byRoute.Clear();

    public object View() => new
    {
        total = _byRoute.Values.Sum(r => r.Values.Sum()),
        byRoute = new SortedDictionary<string, object>(
            _byRoute.ToDictionary(r => $"{r.Key.Host} {r.Key.Route}", r => ViewOf(r.Value)),
            StringComparer.Ordinal),
    };

    private static object ViewOf(Dictionary<int, int> byStatus) => new
    {
        count = byStatus.Values.Sum(),
        byStatus = new SortedDictionary<string, int>(
            byStatus.ToDictionary(s => s.Key == Dropped ? "dropped" : s.Key.ToString(), s => s.Value),
            StringComparer.Ordinal),
    };
}
