using Azure.Core;

namespace RotationService.Azure;

/// <summary>The options of the connection to Azure.</summary>
public sealed record AzureOptions
{
    /// <summary>The cloud. Default <see cref="AzureCloud.Public"/>.</summary>
    public AzureCloud Cloud { get; init; } = AzureCloud.Public;

    /// <summary>
    /// The tenant that the identity logs in to and that holds the vaults. It also holds the applications, unless
    /// <see cref="Tenants"/> lists other tenants. Null, the default, means the identity's home tenant.
    /// </summary>
    public Guid? TenantId { get; init; }

    /// <summary>
    /// The tenants that hold the applications, without duplicates. Empty, the default, means <see cref="TenantId"/>.
    /// The identity must exist in each of them.
    /// </summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    /// <summary>
    /// The identity to use, with its client secret. Null, the default, means the identity that the environment
    /// provides: environment variables, a workload or managed identity, or the account signed in to Azure CLI, Azure
    /// PowerShell or Azure Developer CLI (azd).
    /// </summary>
    public OperatorSecret? Operator { get; init; }

    /// <summary>
    /// The handler that sends the requests. Null, the default, means the real network. The caller disposes of it.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>
    /// Whether to trust the authority's host without instance discovery. Default false: a client that does not know the
    /// host asks Microsoft's authority first.
    /// </summary>
    public bool DisableInstanceDiscovery { get; init; }

    /// <summary>A credential to use as it is, for tests. Default null.</summary>
    internal TokenCredential? Credential { get; init; }

    /// <summary>
    /// Measures the time-outs of single exchanges. Default <see cref="TimeProvider.System"/>, whichever time provider
    /// the service uses.
    /// </summary>
    internal TimeProvider RealTime { get; init; } = TimeProvider.System;
}
