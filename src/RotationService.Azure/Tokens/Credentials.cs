using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace RotationService.Azure.Tokens;

/// <summary>The credential we run under, made from the options.</summary>
internal static class Credentials
{
    public static TokenCredential Create(AzureOptions options, CloudEndpoints cloud, HttpPipelineTransport transport)
    {
        if (options.Credential is { } ready)
        {
            return ready;
        }

        if (options.Operator is not { } identity)
        {
            return new DefaultAzureCredential(ServiceEnvironment(options, cloud, transport));
        }

        var withSecret = new ClientSecretCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = options.DisableInstanceDiscovery,
            Transport = transport,
            Retry = { MaxRetries = 0 },
        };
        AllowTenants(withSecret.AdditionallyAllowedTenants, options);
        return new ClientSecretCredential(identity.TenantId.ToString("D"), identity.ClientId.ToString("D"), identity.Secret.Reveal(), withSecret);
    }

    /// <summary>What a service finds in its surroundings, and what a person has at a desk; nothing that opens a window.</summary>
    private static DefaultAzureCredentialOptions ServiceEnvironment(AzureOptions options, CloudEndpoints cloud, HttpPipelineTransport transport)
    {
        var surroundings = new DefaultAzureCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = options.DisableInstanceDiscovery,
            ExcludeBrokerCredential = true,
            ExcludeInteractiveBrowserCredential = true,
            ExcludeVisualStudioCodeCredential = true,
            ExcludeVisualStudioCredential = true,
            Transport = transport,
            Retry = { MaxRetries = 0 },
        };
        if (options.TenantId is { } tenantId)
        {
            surroundings.TenantId = tenantId.ToString("D");
        }

        AllowTenants(surroundings.AdditionallyAllowedTenants, options);
        return surroundings;
    }

    // Azure.Identity asks no tenant for a token but the identity's own, unless it is told that it may.
    private static void AllowTenants(IList<string> allowed, AzureOptions options)
    {
        foreach (var tenant in options.Tenants)
        {
            allowed.Add(tenant.ToString("D"));
        }
    }
}
