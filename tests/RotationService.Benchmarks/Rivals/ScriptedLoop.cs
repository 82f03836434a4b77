using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using RotationService.Benchmarks.Fleets;

namespace RotationService.Benchmarks.Rivals;

/// <summary>The loop that scripts do: lists the applications a hundred a page, reads each, and rotates what is due, one after the other.</summary>
/// <remarks>It adds a password and writes it where consumers read it, without trying it out. What has been succeeded for the grace period it removes in a later run.</remarks>
/// <param name="clients">The SDKs.</param>
/// <param name="time">The time.</param>
/// <param name="stored">Told when a new value has been published.</param>
internal sealed class ScriptedLoop(RivalClients clients, TimeProvider time, Action<Guid> stored)
{
    private const int PageSize = 100;
    private static readonly string[] ListedProperties = ["id", "appId", "displayName", "tags"];
    private static readonly string[] ReadProperties = ["id", "passwordCredentials"];

    /// <summary>Applications at which it failed, its repeats included; it goes on with the next.</summary>
    public int Failed { get; private set; }

    /// <summary>One run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var page = await clients.Graph.Applications.GetAsync(
            request =>
            {
                request.QueryParameters.Top = PageSize;
                request.QueryParameters.Select = ListedProperties;
            },
            cancellationToken);
        while (page is not null)
        {
            foreach (var registration in page.Value!.Select(Registration.TryRead).OfType<Registration>())
            {
                try
                {
                    await LookAfterAsync(registration, cancellationToken);
                }
                catch (Exception e) when (e is ApiException or RequestFailedException)
                {
                    Failed++;
                }
            }

            page = page.OdataNextLink is { } next ? await clients.Graph.Applications.WithUrl(next).GetAsync(cancellationToken: cancellationToken) : null;
        }
    }

    private async Task LookAfterAsync(Registration registration, CancellationToken cancellationToken)
    {
        var application = clients.Graph.Applications[registration.ObjectId];
        var read = await application.GetAsync(request => request.QueryParameters.Select = ReadProperties, cancellationToken);
        var credentials = read!.PasswordCredentials!.OrderBy(credential => credential.EndDateTime).ToList();
        var now = time.GetUtcNow();
        if (credentials.Count == 0 || credentials[^1].EndDateTime - now < Fleet.RenewBefore)
        {
            var added = await application.AddPassword.PostAsync(
                new AddPasswordPostRequestBody { PasswordCredential = new PasswordCredential { DisplayName = "rotated", EndDateTime = now + Fleet.Lifetime } },
                cancellationToken: cancellationToken);
            var secret = new KeyVaultSecret(registration.Secret, added!.SecretText) { Properties = { ExpiresOn = added.EndDateTime } };
            await clients.Vault(registration.Vault).SetSecretAsync(secret, cancellationToken);
            stored(registration.AppId);
            return;
        }

        foreach (var old in credentials.SkipLast(1).Where(_ => now - credentials[^1].StartDateTime > Fleet.Grace))
        {
            await application.RemovePassword.PostAsync(new RemovePasswordPostRequestBody { KeyId = old.KeyId }, cancellationToken: cancellationToken);
        }
    }
}
