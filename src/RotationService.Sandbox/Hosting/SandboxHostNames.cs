using System.Net;

namespace RotationService.Sandbox.Hosting;

/// <summary>The public host names that the sandbox answers for.</summary>
internal static class SandboxHostNames
{
    /// <summary>The suffix of a vault's host name.</summary>
    public const string VaultSuffix = ".vault.azure.net";

    /// <summary>The host names of the services that have fixed names.</summary>
    public static readonly IReadOnlyList<string> Fixed =
        ["login.microsoftonline.com", "login.windows.net", "graph.microsoft.com"];

    /// <summary>
    /// Returns whether a host name is one that the sandbox can answer for. A vault with the name need not exist.
    /// </summary>
    /// <param name="host">The host name, in any case.</param>
    public static bool IsCloud(string host) =>
        Fixed.Contains(host, StringComparer.OrdinalIgnoreCase) || IsVault(host);

    /// <summary>Returns whether a host name means this machine.</summary>
    /// <param name="host">The host name, in any case.</param>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || string.Equals(host, "127.0.0.1", StringComparison.Ordinal);

    /// <summary>Returns whether an address can only lead to this machine.</summary>
    public static bool IsLoopback(Uri url) =>
        url.IsAbsoluteUri
        && (IsLoopback(url.Host)
            || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    private static bool IsVault(string host) =>
        host.EndsWith(VaultSuffix, StringComparison.OrdinalIgnoreCase)
        && host.Length > VaultSuffix.Length
        && !host.AsSpan(0, host.Length - VaultSuffix.Length).Contains('.');
}
