using Azure;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.KeyVault;

/// <summary>One key vault, through the Key Vault SDK.</summary>
/// <remarks>
/// A process sends its first request to a vault without a token and without a body, and the vault's answer names the
/// authority that issues tokens for it (the SDK's challenge). A write may therefore be two requests, of which only the
/// second can be applied.
/// </remarks>
internal sealed class AzureVault : IVault
{
    /// <summary>
    /// The content type of a value. An intent has the same content type, so that only the tag distinguishes them.
    /// </summary>
    public const string ContentType = "application/x-client-secret";

    /// <summary>The value of an intent. Key Vault accepts no version without a value.</summary>
    public const string IntentValue = "intent";

    /// <summary>
    /// The most pages of a list of versions. At 25 versions a page that is 50,000 versions. Key Vault refuses to back
    /// up a secret with more than 500.
    /// </summary>
    private const int MostPages = 2000;

    private readonly SecretClient _client;
    private readonly Uri _address;
    private readonly VaultLanes _lanes;
    private readonly Attempts _attempts;

    public AzureVault(SecretClient client, Uri address, Traffic traffic)
    {
        _client = client;
        _address = address;
        _lanes = new VaultLanes(address.Host, traffic.Clock.Time);
        traffic.Add(address.Host, _lanes.Others);
        _attempts = new Attempts(e => VaultFailures.Judge(e, address, traffic.Clock.Now), traffic.Clock.Time);
    }

    public async Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken)
    {
        var call = await ReadAsync(name, version: null, cancellationToken);
        return call.Failure is { Kind: CallFailureKind.Forbidden, Code: VaultFailures.SecretDisabled }
            ? new Call<SecretReading>(new SecretReading(Version: null, Value: null), call.RequestId)
            : call;
    }

    public Task<Call<SecretReading>> ReadVersionAsync(
        string name,
        string version,
        CancellationToken cancellationToken) =>
        ReadAsync(name, version, cancellationToken);

    public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(
        string name,
        CancellationToken cancellationToken) =>
        _attempts.JudgeAsync(
            async () =>
            {
                try
                {
                    var all = await AllAsync(
                        token => _client.GetPropertiesOfSecretVersionsAsync(name, token),
                        MostPages,
                        cancellationToken);
                    return new Call<IReadOnlyList<SecretVersion>>(
                        [.. (all ?? throw Endless()).Select(VersionMapping.ToVersion)]);
                }
                catch (RequestFailedException e) when (e.Status == 404)
                {
                    return new Call<IReadOnlyList<SecretVersion>>([]);
                }
            },
            cancellationToken);

    public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(
        int mostPages,
        CancellationToken cancellationToken) =>
        _attempts.JudgeAsync(
            async () =>
            {
                var all = await AllAsync(
                    token => _client.GetPropertiesOfSecretsAsync(token),
                    mostPages,
                    cancellationToken);
                if (all is null)
                {
                    return new Call<IReadOnlyDictionary<string, SecretSummary>?>(
                        (IReadOnlyDictionary<string, SecretSummary>?)null);
                }

                // A secret that is written while the pages are read may be on two of them.
                var shown = new Dictionary<string, SecretSummary>(StringComparer.OrdinalIgnoreCase);
                foreach (var secret in all.Where(secret => secret.Name is not null))
                {
                    shown[secret.Name] = SecretSummary.Of(VersionMapping.ToCore(secret));
                }

                return new Call<IReadOnlyDictionary<string, SecretSummary>?>(shown);
            },
            cancellationToken);

    public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => _attempts.ReadAsync(
        _lanes.Others,
        async token =>
        {
            try
            {
                var response = await _client.GetDeletedSecretAsync(name, token);
                return new Call<bool>(true, VaultFailures.RequestId(response.GetRawResponse()));
            }
            catch (RequestFailedException e) when (e.Status == 404)
            {
                return new Call<bool>(false);
            }
        },
        cancellationToken);

    public async Task<Call<WrittenVersion>> WriteAsync(
        string name,
        NewSecret secret,
        Guid clientRequestId,
        CancellationToken cancellationToken)
    {
        var value = secret.Value?.Reveal();
        var call = await _attempts.ChangeAsync(
            _lanes.Creates,
            async token =>
            {
                var body = new KeyVaultSecret(name, value ?? IntentValue)
                {
                    Properties = { ContentType = ContentType, Enabled = secret.Enabled, ExpiresOn = secret.ExpiresOn },
                };
                Tag(body.Properties, secret.Tags);
                using var scope = HttpPipeline.CreateClientRequestIdScope(clientRequestId.ToString("D"));
                var response = await _client.SetSecretAsync(body, token);
                var written = response.Value.Properties;
                return new Call<WrittenVersion>(
                    new WrittenVersion(VersionMapping.ToVersion(written), PreviousOf(written)),
                    VaultFailures.RequestId(response.GetRawResponse()));
            },
            cancellationToken);
        return call.Failure is { } failure && value is not null
            ? new Call<WrittenVersion>(failure with { Message = ErrorText.Without(failure.Message, value) })
            : call;
    }

    public Task<Call<SecretVersion>> UpdateAsync(
        string name,
        string version,
        bool? enabled,
        VersionTags? tags,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        _attempts.ChangeAsync(
            _lanes.Others,
            async token =>
            {
                var properties = new SecretProperties(new Uri(_address, $"secrets/{name}/{version}"))
                { Enabled = enabled };
                if (tags is not null)
                {
                    Tag(properties, tags);
                }

                using var scope = HttpPipeline.CreateClientRequestIdScope(clientRequestId.ToString("D"));
                var response = await _client.UpdateSecretPropertiesAsync(properties, token);
                return new Call<SecretVersion>(
                    VersionMapping.ToVersion(response.Value),
                    VaultFailures.RequestId(response.GetRawResponse()));
            },
            cancellationToken);

    private Task<Call<SecretReading>> ReadAsync(string name, string? version, CancellationToken cancellationToken) =>
        _attempts.ReadAsync(
            _lanes.Others,
            async token =>
            {
                var response = await _client.GetSecretAsync(name, version, token);
                var value = response.Value.Value;
                return new Call<SecretReading>(
                    new SecretReading(
                        VersionMapping.ToVersion(response.Value.Properties),
                        string.IsNullOrEmpty(value) ? null : new SecretText(value)),
                    VaultFailures.RequestId(response.GetRawResponse()));
            },
            cancellationToken);

    // All items of a list. Null if the list has more pages than requested.
    private async Task<IReadOnlyList<SecretProperties>?> AllAsync(
        Func<CancellationToken, AsyncPageable<SecretProperties>> list,
        int mostPages,
        CancellationToken cancellationToken)
    {
        List<SecretProperties> all = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? link = null;
        var size = 0L;
        for (var pages = 0; pages < mostPages; pages++)
        {
            var page = await _attempts.RepeatAsync(
                _lanes.Others,
                token => PageAsync(list, link, token),
                cancellationToken);
            all.AddRange(page?.Values ?? []);
            link = page?.ContinuationToken;
            if (string.IsNullOrEmpty(link))
            {
                return all;
            }

            // The SDK follows a link to any host, and sends the token to any vault there.
            if (!Uri.TryCreate(link, UriKind.Absolute, out var next) || !Links.StaysAt(_address, next))
            {
                throw Rejected(
                    $"A paging link of {_address.Host} points to {(next is null ? "no address" : ErrorText.Short(next.Authority))}, which is not that vault. Nothing was sent there.");
            }

            size += page?.GetRawResponse().Content.ToMemory().Length ?? 0;
            if (size > Bounds.VaultList)
            {
                throw Rejected(
                    $"A list of {_address.Host} is larger than {Bounds.Megabytes(Bounds.VaultList)} and was not read to its end.");
            }

            if (!seen.Add(link))
            {
                throw Endless();
            }
        }

        return null;
    }

    private ExchangeException Endless() =>
        Rejected(
            $"The paging links of {_address.Host} do not end: one was followed before, or there are more than {MostPages} pages.");

    private static ExchangeException Rejected(string message) =>
        new(new CallFailure(CallFailureKind.Rejected, message));

    // Reads one page at a time, because an enumeration that has failed cannot be resumed.
    private static async Task<Page<SecretProperties>?> PageAsync(
        Func<CancellationToken, AsyncPageable<SecretProperties>> list,
        string? link,
        CancellationToken cancellationToken)
    {
        await foreach (var page in list(cancellationToken).AsPages(link))
        {
            return page;
        }

        return null;
    }

    private static void Tag(SecretProperties properties, VersionTags tags)
    {
        foreach (var (key, value) in tags.ToDictionary())
        {
            properties.Tags[key] = value;
        }
    }

    // The service returns the previous version as an identifier or as a bare version.
    private static string? PreviousOf(SecretProperties properties) =>
        string.IsNullOrEmpty(properties.PreviousVersion)
            ? null
            : properties.PreviousVersion[(properties.PreviousVersion.LastIndexOf('/') + 1)..];
}
