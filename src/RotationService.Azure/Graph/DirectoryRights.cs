using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Graph;

/// <summary>
/// Determines what the identity may do to an application or a service principal, from the permissions in its token and
/// from the objects it owns. Graph lists owned objects of both kinds together.
/// </summary>
/// <remarks>
/// The list of owned objects is cached for 5 minutes, which only saves calls. A "no" is never given from a list that is
/// older than 30 seconds. Graph itself refuses a change if a "yes" has become wrong.
/// </remarks>
internal sealed class DirectoryRights(
    GraphConnection graph,
    GraphTokens tokens,
    Lane lane,
    Attempts attempts,
    ServiceClock clock)
{
    /// <summary>Each of these permissions allows changes to every application.</summary>
    private static readonly string[] OverAll = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];

    private const string OverOwned = "Application.ReadWrite.OwnedBy";
    private const int PageSize = 999;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a list counts as new. One sweep over many applications that the identity does not own then costs one
    /// listing instead of thousands.
    /// </summary>
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    private readonly CachedCall<HashSet<Guid>> _owned = new(clock);
    private volatile Moment? _renewed;

    public Task<Call<DirectoryRight>> ReadAsync(Guid objectId, CancellationToken cancellationToken) =>
        attempts.JudgeAsync(
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

                var owns = (await OwnedAsync(principalId, KeptFor, cancellationToken)).Contains(objectId)
                    || (await OwnedAsync(principalId, FreshFor, cancellationToken)).Contains(objectId);
                return new Call<DirectoryRight>(owns ? DirectoryRight.Granted : DirectoryRight.NotOwner);
            },
            cancellationToken);

    /// <summary>
    /// All objects that the identity may change, from a list of at most 30 seconds, because callers read a "no" from
    /// it. Null if the identity may change every object, or if its token does not show which it may change.
    /// </summary>
    public Task<Call<IReadOnlySet<Guid>?>> ListAsync(CancellationToken cancellationToken) => attempts.JudgeAsync(
        async () => new Call<IReadOnlySet<Guid>?>(
            await ClaimsAsync(cancellationToken) is { IsDelegated: false, ObjectId: { } principalId } claims
            && PermissionOf(claims) is OverOwned
                ? await OwnedAsync(principalId, FreshFor, cancellationToken)
                : null),
        cancellationToken);

    /// <summary>The identity, and the permission by which it may change applications.</summary>
    public Task<Call<OwnIdentity>> DescribeAsync(CancellationToken cancellationToken) => attempts.JudgeAsync(
        async () =>
        {
            var claims = await ClaimsAsync(cancellationToken);
            return new Call<OwnIdentity>(new OwnIdentity(
                claims?.ObjectId,
                claims is null ? null : PermissionOf(claims),
                claims?.IsDelegated ?? false));
        },
        cancellationToken);

    // A permission over every application takes precedence over the permission over owned ones.
    private static string? PermissionOf(AccessTokenClaims claims) =>
        claims.Roles.FirstOrDefault(OverAll.Contains) ?? claims.Roles.FirstOrDefault(role => role == OverOwned);

    private Task<HashSet<Guid>> OwnedAsync(Guid principalId, TimeSpan maxAge, CancellationToken cancellationToken) =>
        _owned.GetAsync(maxAge, () => ListAsync(principalId, cancellationToken));

    /// <summary>
    /// The claims of the identity's token, and of a new token if that one grants no permission. Null if the token is
    /// opaque. A delegated token does not show what its user may do, because that depends on directory roles that no
    /// token lists.
    /// </summary>
    private async Task<AccessTokenClaims?> ClaimsAsync(CancellationToken cancellationToken)
    {
        var claims = AccessTokenClaims.TryRead((await tokens.GetAsync(cancellationToken)).Token);
        return claims is { IsDelegated: false } && PermissionOf(claims) is null
            ? await RenewAsync(cancellationToken) ?? claims
            : claims;
    }

    /// <summary>
    /// The claims of a new token, so that a new grant is noticed before the old token expires. Null if a new token was
    /// requested less than 5 minutes ago or cannot be obtained.
    /// </summary>
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
            // Some credentials cannot request a new token. Then only the claims of the old one are known.
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
