using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Tokens;

/// <summary>The documents of the token service that a client requests before it requests a token.</summary>
internal static class DiscoveryDocuments
{
    /// <summary>
    /// Returns the document that a client requests first if it does not know the host of an authority (documented).
    /// </summary>
    public static Reply OfInstance(Call call)
    {
        var asked = Uri.TryCreate(call.Query("authorization_endpoint"), UriKind.Absolute, out var endpoint)
            ? endpoint.Segments.ElementAtOrDefault(1)?.TrimEnd('/')
            : null;
        var tenant = Guid.TryParse(asked, out var id) ? id.ToString() : "common";
        return Reply.Text(200, $$"""
            {
              "tenant_discovery_endpoint": "https://{{TokenService.Host}}/{{tenant}}/v2.0/.well-known/openid-configuration",
              "api-version": "1.1",
              "metadata": [
                {
                  "preferred_network": "{{TokenService.Host}}",
                  "preferred_cache": "login.windows.net",
                  "aliases": ["{{TokenService.Host}}", "login.windows.net"]
                }
              ]
            }
            """);
    }

    /// <summary>Returns the OpenID configuration of a tenant.</summary>
    public static Reply OpenIdConfiguration(string tenant)
    {
        var root = $"https://{TokenService.Host}/{tenant}";
        return Reply.Text(200, $$"""
            {
              "issuer": "{{root}}/v2.0",
              "authorization_endpoint": "{{root}}/oauth2/v2.0/authorize",
              "token_endpoint": "{{root}}/oauth2/v2.0/token",
              "device_authorization_endpoint": "{{root}}/oauth2/v2.0/devicecode",
              "end_session_endpoint": "{{root}}/oauth2/v2.0/logout",
              "jwks_uri": "{{root}}/discovery/v2.0/keys",
              "token_endpoint_auth_methods_supported": ["client_secret_post"],
              "response_modes_supported": ["query", "fragment", "form_post"],
              "response_types_supported": ["code", "id_token"],
              "scopes_supported": ["openid", "profile", "email", "offline_access"],
              "subject_types_supported": ["pairwise"],
              "id_token_signing_alg_values_supported": ["RS256"],
              "cloud_instance_name": "microsoftonline.com",
              "cloud_graph_host_name": "graph.windows.net",
              "msgraph_host": "graph.microsoft.com"
            }
            """);
    }
}
