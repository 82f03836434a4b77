using System.Net;

namespace RotationService.Sandbox.Hosting;

/// <summary>The public host names that the sandbox stands in for.</summary>
internal static class SandboxHostNames
{
    /// <summary>What a vault's host name ends in.</summary>
    public const string VaultSuffix = ".vault.azure.net";

    /// <summary>The services with one name for everybody.</summary>
    public static readonly IReadOnlyList<string> Fixed = ["login.microsoftonline.com", "login.windows.net", "graph.microsoft.com"];

    /// <summary>Whether a name is of one of the kinds the sandbox may answer for; that vault need not exist.</summary>
    /// <param name="host">The host, in any case.</param>
    public static bool IsCloud(string host) => Fixed.Contains(host, StringComparer.OrdinalIgnoreCase) || IsVault(host);

    /// <summary>Whether a name means this machine.</summary>
    /// <param name="host">The host, in any case.</param>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || string.Equals(host, "127.0.0.1", StringComparison.Ordinal);

    /// <summary>Whether an address leads nowhere but to this machine.</summary>
    public static bool IsLoopback(Uri url) =>
        url.IsAbsoluteUri && (IsLoopback(url.Host) || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));

    private static bool IsVault(string host) =>
        host.EndsWith(VaultSuffix, StringComparison.OrdinalIgnoreCase)
        && host.Length > VaultSuffix.Length
        && !host.AsSpan(0, host.Length - VaultSuffix.Length).Contains('.');
}
