namespace RotationService.Sandbox;

/// <summary>How to reach a sandbox that is served over sockets: what only its host knows.</summary>
/// <param name="Url">Where it listens: <c>https://127.0.0.1:8443</c>.</param>
/// <param name="Proxy">Its CONNECT proxy: <c>http://127.0.0.1:8480</c>; null if there is none.</param>
/// <param name="Ca">The path of the CA's certificate; null if it was not written.</param>
/// <param name="CaPem">The CA's certificate itself, PEM.</param>
public sealed record SandboxConnection(string Url, string? Proxy, string? Ca, string? CaPem);
