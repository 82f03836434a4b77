using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using RotationService.Core.Credentials;
using OfApplication = Microsoft.Graph.Applications.Item;
using OfServicePrincipal = Microsoft.Graph.ServicePrincipals.Item;

namespace RotationService.Azure.Graph;

/// <summary>The requests about one object that bears credentials. Graph has them twice, alike but for the first segment; the SDK's types for them have nothing in common.</summary>
internal static class DirectoryRequests
{
    /// <summary>Reading it.</summary>
    public static RequestInformation Read(this GraphServiceClient client, DirectoryAddress address, string[] select) => address.Kind is DirectoryKind.ServicePrincipal
        ? ServicePrincipal(client, address).ToGetRequestInformation(request => request.QueryParameters.Select = select)
        : Application(client, address).ToGetRequestInformation(request => request.QueryParameters.Select = select);

    /// <summary>Reading the app-management policy assigned to it.</summary>
    public static RequestInformation ReadAppManagementPolicies(this GraphServiceClient client, DirectoryAddress address) => address.Kind is DirectoryKind.ServicePrincipal
        ? ServicePrincipal(client, address).AppManagementPolicies.ToGetRequestInformation()
        : Application(client, address).AppManagementPolicies.ToGetRequestInformation();

    /// <summary>addPassword.</summary>
    public static RequestInformation AddPassword(this GraphServiceClient client, DirectoryAddress address, PasswordCredential asked) => address.Kind is DirectoryKind.ServicePrincipal
        ? ServicePrincipal(client, address).AddPassword.ToPostRequestInformation(new OfServicePrincipal.AddPassword.AddPasswordPostRequestBody { PasswordCredential = asked })
        : Application(client, address).AddPassword.ToPostRequestInformation(new OfApplication.AddPassword.AddPasswordPostRequestBody { PasswordCredential = asked });

    /// <summary>removePassword.</summary>
    public static RequestInformation RemovePassword(this GraphServiceClient client, DirectoryAddress address, Guid keyId) => address.Kind is DirectoryKind.ServicePrincipal
        ? ServicePrincipal(client, address).RemovePassword.ToPostRequestInformation(new OfServicePrincipal.RemovePassword.RemovePasswordPostRequestBody { KeyId = keyId })
        : Application(client, address).RemovePassword.ToPostRequestInformation(new OfApplication.RemovePassword.RemovePasswordPostRequestBody { KeyId = keyId });

    private static OfApplication.ApplicationItemRequestBuilder Application(GraphServiceClient client, DirectoryAddress address) => client.Applications[address.ObjectId.ToString("D")];

    private static OfServicePrincipal.ServicePrincipalItemRequestBuilder ServicePrincipal(GraphServiceClient client, DirectoryAddress address) => client.ServicePrincipals[address.ObjectId.ToString("D")];
}
