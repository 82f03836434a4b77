using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;

namespace RotationService.Azure.Tokens;

/// <summary>Creates the credential of the service's identity from the options.</summary>
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
        return new ClientSecretCredential(
            identity.TenantId.ToString("D"),
            identity.ClientId.ToString("D"),
            identity.Secret.Reveal(),
            withSecret);
    }

    /// <summary>
    /// The credentials that the environment of a service provides, and the sign-ins of developer tools. Credentials
    /// that open a window are excluded.
    /// </summary>
    private static DefaultAzureCredentialOptions ServiceEnvironment(
        AzureOptions options,
        CloudEndpoints cloud,
        HttpPipelineTransport transport)
    {
        var credentialOptions = new DefaultAzureCredentialOptions
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
            credentialOptions.TenantId = tenantId.ToString("D");
        }

        AllowTenants(credentialOptions.AdditionallyAllowedTenants, options);
        return credentialOptions;
    }

    // Azure.Identity requests tokens only from the identity's own tenant unless other tenants are allowed explicitly.
    private static void AllowTenants(IList<string> allowed, AzureOptions options)
    {
        foreach (var tenant in options.Tenants)
        {
            allowed.Add(tenant.ToString("D"));
        }
    }
}
