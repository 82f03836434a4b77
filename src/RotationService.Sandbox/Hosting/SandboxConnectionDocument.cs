using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Sandbox.Hosting;

/// <summary>What a sandbox tells those who want to use it: the content of <c>sandbox.json</c> and the answer of <c>/_sandbox/connect</c>.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="ClientId">The client id of the operator's identity.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Vaults">The vaults there are.</param>
/// <param name="Url">Where the sandbox listens.</param>
/// <param name="Proxy">Where its proxy listens.</param>
/// <param name="AuthorityPem">The certificate to trust; null in <c>sandbox.json</c>, which names its file instead.</param>
internal sealed record SandboxConnectionDocument(
    Guid TenantId,
    Guid ClientId,
    string ClientSecret,
    IReadOnlyList<Uri> Vaults,
    Uri Url,
    Uri Proxy,
    string? AuthorityPem)
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
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
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new FormatException("That does not describe a sandbox: " + e.Message, e);
        }
    }

    private static string Text(JsonNode node, string name) => (string?)node[name] ?? throw new JsonException($"{name} is missing.");
}
