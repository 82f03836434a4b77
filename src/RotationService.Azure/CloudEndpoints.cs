using Azure.Identity;

namespace RotationService.Azure;

/// <summary>The endpoints of one cloud.</summary>
/// <param name="Authority">The host that issues tokens.</param>
/// <param name="Graph">The root of Microsoft Graph, without a version.</param>
/// <remarks>Source: Graph's documentation of national cloud deployments; <see cref="AzureAuthorityHosts"/>.</remarks>
internal sealed record CloudEndpoints(Uri Authority, Uri Graph)
{
    /// <summary>The scope of a token for Graph.</summary>
    public string GraphScope => $"{Graph.GetLeftPart(UriPartial.Authority)}/.default";

    public static CloudEndpoints Of(AzureCloud cloud) => cloud switch
    {
        AzureCloud.Public => new(AzureAuthorityHosts.AzurePublicCloud, new Uri("https://graph.microsoft.com")),
        AzureCloud.UsGovernment => new(AzureAuthorityHosts.AzureGovernment, new Uri("https://graph.microsoft.us")),
        AzureCloud.China => new(AzureAuthorityHosts.AzureChina, new Uri("https://microsoftgraph.chinacloudapi.cn")),
        _ => throw new ArgumentOutOfRangeException(nameof(cloud), cloud, "The cloud is unknown."),
    };
}
