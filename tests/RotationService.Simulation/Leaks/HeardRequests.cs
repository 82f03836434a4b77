namespace RotationService.Simulation.Leaks;

/// <summary>Listens to requests: all of those to Graph; of those to a vault and to the token endpoint, which get secrets in the body, what servers and proxies keep in their logs, which is the address and the headers.</summary>
internal sealed class HeardRequests(Listener listener)
{
    private readonly Dictionary<string, Host> _hosts = new(StringComparer.Ordinal);

    public void Hear(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        if (!_hosts.TryGetValue(uri.Host, out var host))
        {
            _hosts[uri.Host] = host = new Host(uri.Host);
        }

        listener.Hear(host.Address, uri.AbsoluteUri);
        listener.Hear(host.Address, "\n");
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                // Nearly the same in each request, and the longest part of most.
                if (host.IsNew(name, value))
                {
                    listener.Hear(host.Headers, name);
                    listener.Hear(host.Headers, ": ");
                    listener.Hear(host.Headers, value);
                    listener.Hear(host.Headers, "\n");
                }
            }
        }

        if (host.IsGraph && request.Content is { } content)
        {
            listener.Hear(host.Body, content.Headers.ToString());
            listener.Hear(host.Body, content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
            listener.Hear(host.Body, "\n");
        }
    }

    private sealed class Host(string name)
    {
        private readonly Dictionary<string, string> _latest = new(StringComparer.Ordinal);

        public bool IsGraph { get; } = name.StartsWith("graph", StringComparison.Ordinal);

        public string Address { get; } = $"the address of a request to {name}";

        public string Headers { get; } = $"a header of a request to {name}";

        public string Body { get; } = $"the body of a request to {name}";

        public bool IsNew(string header, string value)
        {
            if (_latest.TryGetValue(header, out var latest) && latest == value)
            {
                return false;
            }

            _latest[header] = value;
            return true;
        }
    }
}
