using Microsoft.Kiota.Abstractions;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Azure.Tokens;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>The directory of one tenant, through Microsoft Graph v1.0.</summary>
/// <remarks>
/// <see cref="TenantDirectories"/> selects the directory of the right tenant and implements the port of Core.
/// </remarks>
internal sealed class GraphDirectory : IDisposable
{
    private const int PageSize = 999;

    /// <summary>The most values that Graph accepts after <c>in</c>.</summary>
    /// <remarks>Source: Graph's documentation of the filter operators.</remarks>
    private const int MostInFilter = 15;

    private readonly GraphConnection _graph;
    private readonly GraphTokens _tokens;
    private readonly GraphLanes _lanes;
    private readonly Attempts _attempts;
    private readonly DirectoryRights _rights;
    private readonly AppManagementPolicies _policies;
    private readonly PasswordChanges _passwords;

    public GraphDirectory(GraphConnection graph, GraphTokens tokens, CloudEndpoints cloud, Traffic traffic)
    {
        _graph = graph;
        _tokens = tokens;
        _lanes = new GraphLanes(cloud.Graph.Host, traffic.Clock.Time);
        traffic.Add(cloud.Graph.Host, _lanes.Reads);
        _attempts = new Attempts(e => GraphFailures.Judge(e, traffic.Clock.Now), traffic.Clock.Time);
        _rights = new DirectoryRights(graph, tokens, _lanes.Reads, _attempts, traffic.Clock);
        _policies = new AppManagementPolicies(graph, _lanes.Reads, _attempts, traffic.Clock);
        _passwords = new PasswordChanges(graph, tokens, _lanes, _attempts);
    }

    public Task<Call<OwnIdentity>> DescribeIdentityAsync(CancellationToken cancellationToken) =>
        _rights.DescribeAsync(cancellationToken);

    public Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(
        ListingDetails details,
        Func<DirectoryApplication, DirectoryApplication?>? keep,
        IProgress<int>? progress,
        CancellationToken cancellationToken) =>
        _attempts.JudgeAsync(
            async () =>
            {
                var all = await ListAsync(
                    link => link is null
                        ? _graph.Client.Applications.ToGetRequestInformation(request =>
                        {
                            request.QueryParameters.Select = details.HasFlag(ListingDetails.Tags)
                                ? ApplicationJson.SelectWithTags
                                : ApplicationJson.Select;
                            request.QueryParameters.Expand = details.HasFlag(ListingDetails.Owners)
                                ? ApplicationJson.ExpandOwners
                                : [];
                            request.QueryParameters.Top = PageSize;
                        })
                        : _graph.Client.Applications.WithUrl(link).ToGetRequestInformation(),
                    ApplicationJson.Read,
                    keep,
                    progress,
                    cancellationToken);
                return new Call<IReadOnlyList<DirectoryApplication>>(all);
            },
            cancellationToken);

    public async Task<Call<DirectoryApplication?>> FindApplicationAsync(
        Guid appId,
        CancellationToken cancellationToken)
    {
        var registrations = await _attempts.JudgeAsync(
            async () => new Call<IReadOnlyList<DirectoryApplication>>(await ListAsync(
                link => link is null
                    ? _graph.Client.Applications.ToGetRequestInformation(request =>
                    {
                        request.QueryParameters.Select = ApplicationJson.Select;
                        request.QueryParameters.Filter = $"appId eq '{appId:D}'";
                    })
                    : _graph.Client.Applications.WithUrl(link).ToGetRequestInformation(),
                ApplicationJson.Read,
                keep: null,
                progress: null,
                cancellationToken)),
            cancellationToken);
        var found = registrations is { Failure: null, Value: [] }
            ? await ListServicePrincipalsAsync([appId], cancellationToken)
            : registrations;
        return found.Failure is { } failure
            ? new Call<DirectoryApplication?>(failure)
            : new Call<DirectoryApplication?>(found.Value.Count > 0 ? found.Value[0] : null);
    }

    public Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(
        IReadOnlyList<Guid> appIds,
        CancellationToken cancellationToken) =>
        _attempts.JudgeAsync(
            async () =>
            {
                List<DirectoryApplication> all = [];
                foreach (var some in appIds.Chunk(MostInFilter))
                {
                    all.AddRange(await ListAsync(
                        link => link is null
                            ? _graph.Client.ServicePrincipals.ToGetRequestInformation(request =>
                            {
                                request.QueryParameters.Select = ApplicationJson.Select;
                                request.QueryParameters.Filter =
                                    $"appId in ({string.Join(',', some.Select(appId => $"'{appId:D}'"))})";
                            })
                            : _graph.Client.ServicePrincipals.WithUrl(link).ToGetRequestInformation(),
                        ApplicationJson.ReadServicePrincipal,
                        keep: null,
                        progress: null,
                        cancellationToken));
                }

                return new Call<IReadOnlyList<DirectoryApplication>>(all);
            },
            cancellationToken);

    public Task<Call<DirectoryApplication>> ReadApplicationAsync(
        DirectoryAddress address,
        CancellationToken cancellationToken) =>
        _attempts.ReadAsync(
            _lanes.Reads,
            async token =>
            {
                var request = _graph.Client.Read(address, ApplicationJson.Select);
                var answer = RequestTrace.Add(request, Guid.NewGuid());
                var reader = InTenant(ApplicationJson.Reader(address.Kind), await _tokens.TenantAsync(token));
                return await _graph.ReadObjectAsync(request, reader, token) switch
                {
                    [{ Unreadable: { } what }] => new Call<DirectoryApplication>(RequestTrace.Unreadable(what, answer)),
                    [var read] => new Call<DirectoryApplication>(read, RequestTrace.IdOf(answer)),
                    _ => new Call<DirectoryApplication>(RequestTrace.Unreadable($"the {address.Kind.Noun()} has no id", answer)),
                };
            },
            cancellationToken);

    public Task<Call<DirectoryRight>> ReadRightAsync(
        DirectoryAddress address,
        CancellationToken cancellationToken) =>
        _rights.ReadAsync(address.ObjectId, cancellationToken);

    public Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(CancellationToken cancellationToken) =>
        _rights.ListAsync(cancellationToken);

    public Task<Call<CredentialRestrictions>> ReadRestrictionsAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CancellationToken cancellationToken) =>
        kind is CredentialKind.Password
            ? _policies.ReadAsync(application.Address, cancellationToken)
            : throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);

    public Task<Call<NewCredential>> AddCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CredentialMark mark,
        DateTimeOffset endDateTime,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        ChangesOf(kind).AddAsync(application, mark, endDateTime, clientRequestId, cancellationToken);

    public Task<Call<RemovalAnswer>> RemoveCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        Guid keyId,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        ChangesOf(kind).RemoveAsync(application, keyId, clientRequestId, cancellationToken);

    public void Dispose() => _graph.Dispose();

    // Reads the first page, for a null link, and those that follow. Each attempt at a page is a new request.
    private Task<List<DirectoryApplication>> ListAsync(
        Func<string?, RequestInformation> page,
        ReadObject<DirectoryApplication> reader,
        Func<DirectoryApplication, DirectoryApplication?>? keep,
        IProgress<int>? progress,
        CancellationToken cancellationToken) =>
        GraphPages.AllAsync(
            link => _attempts.RepeatAsync(
                _lanes.Reads,
                async token =>
                {
                    var request = page(link);
                    RequestTrace.Add(request, Guid.NewGuid());
                    return await _graph.ReadPageAsync(
                        request,
                        InTenant(reader, await _tokens.TenantAsync(token)),
                        token);
                },
                cancellationToken),
            keep,
            progress);

    // Graph does not name the tenant of an object. It is the tenant of the token.
    private static ReadObject<DirectoryApplication> InTenant(
        ReadObject<DirectoryApplication> reader,
        Guid? tenantId) =>
        (ref json, found) =>
        {
            var before = found.Count;
            reader(ref json, found);
            if (found.Count > before)
            {
                found[^1] = found[^1] with { TenantId = tenantId };
            }
        };

    private PasswordChanges ChangesOf(CredentialKind kind) => kind is CredentialKind.Password
        ? _passwords
        : throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null);
}
