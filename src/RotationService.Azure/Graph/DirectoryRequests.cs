using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using RotationService.Core.Credentials;
using OfApplication = Microsoft.Graph.Applications.Item;
using OfServicePrincipal = Microsoft.Graph.ServicePrincipals.Item;

namespace RotationService.Azure.Graph;

/// <summary>
/// Builds the requests for one object that holds credentials. Graph has the same requests for applications and for
/// service principals, with different first segments, and the SDK has unrelated types for them.
/// </summary>
internal static class DirectoryRequests
{
    /// <summary>The request that reads the object.</summary>
    public static RequestInformation Read(
        this GraphServiceClient client,
        DirectoryAddress address,
        string[] select) =>
        address.Kind is DirectoryKind.ServicePrincipal
            ? ServicePrincipal(client, address)
                .ToGetRequestInformation(request => request.QueryParameters.Select = select)
            : Application(client, address)
                .ToGetRequestInformation(request => request.QueryParameters.Select = select);

    /// <summary>The request that reads the app management policies assigned to the object.</summary>
    public static RequestInformation ReadAppManagementPolicies(
        this GraphServiceClient client,
        DirectoryAddress address) =>
        address.Kind is DirectoryKind.ServicePrincipal
            ? ServicePrincipal(client, address).AppManagementPolicies.ToGetRequestInformation()
            : Application(client, address).AppManagementPolicies.ToGetRequestInformation();

    /// <summary>The <c>addPassword</c> request.</summary>
    public static RequestInformation AddPassword(
        this GraphServiceClient client,
        DirectoryAddress address,
        PasswordCredential asked) =>
        address.Kind is DirectoryKind.ServicePrincipal
            ? ServicePrincipal(client, address).AddPassword.ToPostRequestInformation(
                new OfServicePrincipal.AddPassword.AddPasswordPostRequestBody { PasswordCredential = asked })
            : Application(client, address).AddPassword.ToPostRequestInformation(
                new OfApplication.AddPassword.AddPasswordPostRequestBody { PasswordCredential = asked });

    /// <summary>The <c>removePassword</c> request.</summary>
    public static RequestInformation RemovePassword(
        this GraphServiceClient client,
        DirectoryAddress address,
        Guid keyId) =>
        address.Kind is DirectoryKind.ServicePrincipal
            ? ServicePrincipal(client, address).RemovePassword.ToPostRequestInformation(
                new OfServicePrincipal.RemovePassword.RemovePasswordPostRequestBody { KeyId = keyId })
            : Application(client, address).RemovePassword.ToPostRequestInformation(
                new OfApplication.RemovePassword.RemovePasswordPostRequestBody { KeyId = keyId });

    private static OfApplication.ApplicationItemRequestBuilder Application(
        GraphServiceClient client,
        DirectoryAddress address) =>
        client.Applications[address.ObjectId.ToString("D")];

    private static OfServicePrincipal.ServicePrincipalItemRequestBuilder ServicePrincipal(
        GraphServiceClient client,
        DirectoryAddress address) =>
        client.ServicePrincipals[address.ObjectId.ToString("D")];
}
