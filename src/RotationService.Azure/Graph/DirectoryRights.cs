using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Graph;

/// <summary>What our token and what we own allow us to do to an application or a service principal; what we own is both in one list.</summary>
/// <remarks>
/// The list of what we own is kept for a few minutes, which only saves calls: a "no" is never given from a list that is not fresh,
/// and a "yes" that has become wrong is refused by Graph itself.
/// </remarks>
internal sealed class DirectoryRights(GraphConnection graph, GraphTokens tokens, Lane lane, Attempts attempts, ServiceClock clock)
{
    /// <summary>Who has one of these may change every application.</summary>
    private static readonly string[] OverAll = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];

    private const string OverOwned = "Application.ReadWrite.OwnedBy";
    private const int PageSize = 999;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>How long a list is as good as a new one: long enough for one sweep over many applications that are not ours to cost one listing, not thousands.</summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly CachedCall<HashSet<Guid>> _owned = new(clock);
    private volatile Moment? _renewed;

    public Task<Call<DirectoryRight>> ReadAsync(Guid objectId, CancellationToken cancellationToken) => attempts.JudgeAsync(
        async () =>
        {
            if (await ClaimsAsync(cancellationToken) is not { IsDelegated: false } claims)
            {
                return new Call<DirectoryRight>(DirectoryRight.Unknown);
            }

            if (claims.Roles.Any(OverAll.Contains))
            {
                return new Call<DirectoryRight>(DirectoryRight.Granted);
            }

            if (!claims.Roles.Contains(OverOwned))
            {
                return new Call<DirectoryRight>(DirectoryRight.PermissionMissing);
            }

            if (claims.ObjectId is not { } principalId)
            {
                return new Call<DirectoryRight>(DirectoryRight.Unknown);
            }

            var owns = (await OwnedAsync(principalId, KeptFor, cancellationToken)).Contains(objectId) || (await OwnedAsync(principalId, FreshFor, cancellationToken)).Contains(objectId);
            return new Call<DirectoryRight>(owns ? DirectoryRight.Granted : DirectoryRight.NotOwner);
        },
        cancellationToken);

    /// <summary>All that we may change, from a list that is fresh: a "no" is read from it. Null if that is everything, or our token does not say.</summary>
    public Task<Call<IReadOnlySet<Guid>?>> ListAsync(CancellationToken cancellationToken) => attempts.JudgeAsync(
        async () => new Call<IReadOnlySet<Guid>?>(
            await ClaimsAsync(cancellationToken) is { IsDelegated: false, ObjectId: { } principalId } claims && PermissionOf(claims) is OverOwned
                ? await OwnedAsync(principalId, FreshFor, cancellationToken)
                : null),
        cancellationToken);

    /// <summary>Who we are, and by which permission we may change applications.</summary>
    public Task<Call<OwnIdentity>> DescribeAsync(CancellationToken cancellationToken) => attempts.JudgeAsync(
        async () =>
        {
            var claims = await ClaimsAsync(cancellationToken);
            return new Call<OwnIdentity>(new OwnIdentity(claims?.ObjectId, claims is null ? null : PermissionOf(claims), claims?.IsDelegated ?? false));
        },
        cancellationToken);

    // The permission over everything goes before the one over what we own.
    private static string? PermissionOf(AccessTokenClaims claims) =>
        claims.Roles.FirstOrDefault(OverAll.Contains) ?? claims.Roles.FirstOrDefault(role => role == OverOwned);

    private Task<HashSet<Guid>> OwnedAsync(Guid principalId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        _owned.GetAsync(maxAge, () => ListAsync(principalId, cancellationToken));

    /// <summary>What our token says of us, and a new one if that gives us no permission; null if it is opaque. Whether a person may depends on roles that are in no token.</summary>
    private async Task<AccessTokenClaims?> ClaimsAsync(CancellationToken cancellationToken)
    {
        var claims = AccessTokenClaims.TryRead((await tokens.GetAsync(cancellationToken)).Token);
        return claims is { IsDelegated: false } && PermissionOf(claims) is null ? await RenewAsync(cancellationToken) ?? claims : claims;
    }

    /// <summary>What a new token says, lest a grant go unnoticed for as long as the old token lives; null if there was a new one lately, or is none.</summary>
    private async Task<AccessTokenClaims?> RenewAsync(CancellationToken cancellationToken)
    {
        if (_renewed is { } last && clock.Since(last) is { } age && age < KeptFor)
        {
            return null;
        }

        _renewed = clock.Mark();
        try
        {
            return AccessTokenClaims.TryRead((await tokens.GetFreshAsync(cancellationToken)).Token);
        }
        catch (ExchangeException)
        {
            // Some credentials cannot ask for a new one. Then what the old one says is all that is known.
            return null;
        }
    }

    private async Task<HashSet<Guid>> ListAsync(Guid principalId, CancellationToken cancellationToken)
    {
        var owned = graph.Client.ServicePrincipals[principalId.ToString("D")].OwnedObjects;
        var objects = await GraphPages.AllAsync(link => attempts.RepeatAsync(
            lane,
            token => graph.ReadPageAsync<Guid>(
                link is null
                    ? owned.ToGetRequestInformation(request =>
                    {
                        request.QueryParameters.Select = ["id"];
                        request.QueryParameters.Top = PageSize;
                    })
                    : owned.WithUrl(link).ToGetRequestInformation(),
                ApplicationJson.ReadId,
                token),
            cancellationToken));
        return [.. objects];
    }
}
