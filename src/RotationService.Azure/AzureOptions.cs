using Azure.Core;

namespace RotationService.Azure;

/// <summary>How to reach Azure, and as whom.</summary>
public sealed record AzureOptions
{
    /// <summary>Which cloud. Default <see cref="AzureCloud.Public"/>.</summary>
    public AzureCloud Cloud { get; init; } = AzureCloud.Public;

    /// <summary>The tenant that the identity logs in to, where the vaults are and, if <see cref="Tenants"/> says nothing else, the applications; null, the default, for the identity's own.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The tenants that the applications are in, each once; empty, the default, for the one above. The identity must be known in each.</summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    /// <summary>
    /// Whom to run as; null, the default, for the identity the surroundings provide: environment variables, a workload or managed
    /// identity, or whoever is signed in to Azure CLI, PowerShell or azd.
    /// </summary>
    public OperatorSecret? Operator { get; init; }

    /// <summary>What carries the requests; null, the default, for the real network. It stays its maker's to dispose of.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Whether the authority's host is taken on trust. Default no: a client that does not know it asks Microsoft's first.</summary>
    public bool DisableInstanceDiscovery { get; init; }

    /// <summary>A ready credential, for tests.</summary>
    internal TokenCredential? Credential { get; init; }

    /// <summary>What measures the time-outs of single exchanges. Default real time, whatever the service's own is.</summary>
    internal TimeProvider RealTime { get; init; } = TimeProvider.System;
}
