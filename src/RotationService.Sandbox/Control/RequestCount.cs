using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Control;

/// <summary>How many requests reached the services, by route and status; challenges and faults included, control requests not.</summary>
internal sealed class RequestCount
{
    private readonly SortedDictionary<string, SortedDictionary<string, int>> _byRoute = new(StringComparer.Ordinal);

    /// <summary>Counts an answer. One that was cut off counts as <c>dropped</c>.</summary>
    public void Add(string route, Reply reply)
    {
        if (!_byRoute.TryGetValue(route, out var byStatus))
        {
            _byRoute[route] = byStatus = new SortedDictionary<string, int>(StringComparer.Ordinal);
        }

        var status = reply.Drop ? "dropped" : reply.Status.ToString();
        byStatus[status] = byStatus.GetValueOrDefault(status) + 1;
    }

    public void Reset() => _byRoute.Clear();

    public object View() => new
    {
        total = _byRoute.Values.Sum(r => r.Values.Sum()),
        byRoute = _byRoute.ToDictionary(r => r.Key, r => new { count = r.Value.Values.Sum(), byStatus = r.Value }),
    };
}
