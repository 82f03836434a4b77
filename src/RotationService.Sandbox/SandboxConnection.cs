namespace RotationService.Sandbox;

/// <summary>How to reach a sandbox that is served over sockets. Only the host of the sandbox knows it.</summary>
/// <param name="Url">The address that it listens on, such as <c>https://127.0.0.1:8443</c>.</param>
/// <param name="Proxy">
/// The address of its CONNECT proxy, such as <c>http://127.0.0.1:8480</c>. Null if there is none.
/// </param>
/// <param name="Ca">The path of the CA certificate. Null if it was not written.</param>
/// <param name="CaPem">The CA certificate in PEM format.</param>
public sealed record SandboxConnection(string Url, string? Proxy, string? Ca, string? CaPem);
