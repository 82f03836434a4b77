using Azure;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph.Applications.Item;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Abstractions;
using RotationService.Benchmarks.Fleets;

namespace RotationService.Benchmarks.Rivals;

/// <summary>What <c>terraform apply</c> sends for an <c>azuread_application_password</c> and the <c>azurerm_key_vault_secret</c> that holds it, ten at a time.</summary>
/// <remarks>
/// Each run reads everything first. A password that is to be replaced (with <c>create_before_destroy</c>; otherwise consumers would be
/// without) is made with a read before, five sightings in a row a second apart, and a read; written to the vault and read twice; and in
/// the same run the old one is removed and seen absent five times in a row, five seconds apart. Source: the providers' code; what
/// they ask Azure's management plane about the vault is left out.
/// </remarks>
/// <param name="clients">The SDKs.</param>
/// <param name="time">The time.</param>
/// <param name="stored">Told when a new value has been published.</param>
internal sealed class TerraformApply(RivalClients clients, TimeProvider time, Action<Guid> stored)
{
    private const int Parallelism = 10;
    private const int InARow = 5;
    private static readonly TimeSpan BetweenSightings = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenAbsences = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Guid, Guid> _state = [];
    private List<Registration> _resources = [];
    private int _failed;

    /// <summary>Applications at which it failed, its repeats included; it goes on with the others.</summary>
    public int Failed => _failed;

    /// <summary>Makes the state file: which password of which application is looked after.</summary>
    public async Task ImportAsync(CancellationToken cancellationToken)
    {
        var page = await clients.Graph.Applications.GetAsync(request => request.QueryParameters.Top = 999, cancellationToken);
        while (page is not null)
        {
            foreach (var listed in page.Value!)
            {
                if (Registration.TryRead(listed) is { } registration)
                {
                    _resources.Add(registration);
                    _state[registration.AppId] = listed.PasswordCredentials![0].KeyId!.Value;
                }
            }

            page = page.OdataNextLink is { } next ? await clients.Graph.Applications.WithUrl(next).GetAsync(cancellationToken: cancellationToken) : null;
        }
    }

    /// <summary>Looks after the first so many only.</summary>
    public void Limit(int most) => _resources = [.. _resources.Take(most)];

    /// <summary>One run.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var due = new HashSet<Registration>();
        await EachAsync(_resources, async (resource, token) =>
        {
            var end = await RefreshAsync(resource, token);
            if (end - time.GetUtcNow() < Fleet.RenewBefore)
            {
                lock (due)
                {
                    due.Add(resource);
                }
            }
        }, cancellationToken);
        await EachAsync([.. _resources.Where(due.Contains)], ReplaceAsync, cancellationToken);
    }

    private async Task<DateTimeOffset?> RefreshAsync(Registration resource, CancellationToken cancellationToken)
    {
        var read = await clients.Graph.Applications[resource.ObjectId].GetAsync(cancellationToken: cancellationToken);
        await clients.Vault(resource.Vault).GetSecretAsync(resource.Secret, cancellationToken: cancellationToken);
        return read!.PasswordCredentials!.Find(credential => credential.KeyId == _state[resource.AppId])?.EndDateTime;
    }

    private async Task ReplaceAsync(Registration resource, CancellationToken cancellationToken)
    {
        var application = clients.Graph.Applications[resource.ObjectId];
        var vault = clients.Vault(resource.Vault);
        await application.GetAsync(cancellationToken: cancellationToken);
        var added = await application.AddPassword.PostAsync(
            new AddPasswordPostRequestBody { PasswordCredential = new PasswordCredential { DisplayName = "terraform", EndDateTime = time.GetUtcNow() + Fleet.Lifetime } },
            cancellationToken: cancellationToken);
        var keyId = added!.KeyId!.Value;
        await SeeAsync(application, keyId, expected: true, BetweenSightings, cancellationToken);
        await application.GetAsync(cancellationToken: cancellationToken);

        await vault.SetSecretAsync(new KeyVaultSecret(resource.Secret, added.SecretText), cancellationToken);
        stored(resource.AppId);
        await vault.GetSecretAsync(resource.Secret, cancellationToken: cancellationToken);
        await vault.GetSecretAsync(resource.Secret, cancellationToken: cancellationToken);

        Guid old;
        lock (_state)
        {
            (old, _state[resource.AppId]) = (_state[resource.AppId], keyId);
        }

        await application.RemovePassword.PostAsync(new RemovePasswordPostRequestBody { KeyId = old }, cancellationToken: cancellationToken);
        await SeeAsync(application, old, expected: false, BetweenAbsences, cancellationToken);
    }

    private async Task SeeAsync(ApplicationItemRequestBuilder application, Guid keyId, bool expected, TimeSpan between, CancellationToken cancellationToken)
    {
        for (var inARow = 0; inARow < InARow;)
        {
            var read = await application.GetAsync(cancellationToken: cancellationToken);
            inARow = read!.PasswordCredentials!.Exists(credential => credential.KeyId == keyId) == expected ? inARow + 1 : 0;
            if (inARow < InARow)
            {
                await Task.Delay(between, time, cancellationToken);
            }
        }
    }

    private Task EachAsync(IReadOnlyList<Registration> resources, Func<Registration, CancellationToken, Task> doAsync, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(resources, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken }, async (resource, token) =>
        {
            try
            {
                await doAsync(resource, token);
            }
            catch (Exception e) when (e is ApiException or RequestFailedException)
            {
                Interlocked.Increment(ref _failed);
            }
        });
}
