using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// How to reach and use a sandbox: the content of <c>sandbox.json</c> and the answer of <c>/_sandbox/connect</c>.
/// </summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="ClientId">The client ID of the operator.</param>
/// <param name="ClientSecret">The client secret of the operator.</param>
/// <param name="Vaults">The addresses of the vaults.</param>
/// <param name="Url">The address that the sandbox listens on.</param>
/// <param name="Proxy">The address that its proxy listens on.</param>
/// <param name="AuthorityPem">
/// The certificate to trust. Null in <c>sandbox.json</c>, which contains the path of the file instead.
/// </param>
internal sealed record SandboxConnectionDocument(
    Guid TenantId,
    Guid ClientId,
    string ClientSecret,
    IReadOnlyList<Uri> Vaults,
    Uri Url,
    Uri Proxy,
    string? AuthorityPem)
{
    /// <summary>Parses a document.</summary>
    /// <exception cref="FormatException">The text is not such a document.</exception>
    public static SandboxConnectionDocument Parse(string json)
    {
        try
        {
            var root = JsonNode.Parse(json)!.AsObject();
            return new SandboxConnectionDocument(
                Guid.Parse(Text(root, "tenantId")),
                Guid.Parse(Text(root["operator"]!, "clientId")),
                Text(root["operator"]!, "clientSecret"),
                [.. root["vaults"]!.AsArray().Select(vault => new Uri((string)vault!))],
                new Uri(Text(root, "url")),
                new Uri(Text(root, "proxy")),
                (string?)root["caPem"]);
        }
        catch (Exception e) when (e is JsonException
            or InvalidOperationException
            or NullReferenceException
            or FormatException)
        {
            throw new FormatException("The document does not describe a sandbox: " + e.Message, e);
        }
    }

    private static string Text(JsonNode node, string name) =>
        (string?)node[name] ?? throw new JsonException($"{name} is missing.");
}
