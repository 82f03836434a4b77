using System.Text.Json;
using Microsoft.Kiota.Abstractions;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Graph;

/// <summary>
/// Reads the tenant's app management policies. A policy assigned to the object takes precedence over the tenant's
/// default.
/// </summary>
/// <remarks>
/// The default policy, and whether the tenant has any other policies, are cached for 5 minutes. Most tenants have none,
/// and then no object has to be asked for its own. The answers are read as JSON because the SDK's model turns
/// <c>P1M</c> into 30 days and an unknown restriction into null.
/// </remarks>
internal sealed class AppManagementPolicies(GraphConnection graph, Lane lane, Attempts attempts, ServiceClock clock)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private readonly CachedCall<Default> _default = new(clock);
    private readonly CachedCall<bool> _mayHaveOwn = new(clock);

    public Task<Call<CredentialRestrictions>> ReadAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        attempts.JudgeAsync(
            async () =>
            {
                var rules = (await _mayHaveOwn.GetAsync(KeptFor, () => MayHaveOwnAsync(cancellationToken))
                        ? await OwnAsync(address, cancellationToken)
                        : null)
                    ?? (await _default.GetAsync(KeptFor, () => DefaultAsync(cancellationToken))).RulesOf(address.Kind)
                    ?? [];
                var inForce = rules.Where(r => r.CreatedAfter is null).ToList();

                // Graph v1.0 does not return the creation time of a service principal. Rules that depend on it are left
                // to Graph, which refuses the addition, and then nothing is created.
                if (inForce.Count < rules.Count && address.Kind is DirectoryKind.Application)
                {
                    var created = await CreatedAsync(address.ObjectId, cancellationToken);
                    inForce.AddRange(rules.Where(r => r.CreatedAfter is { } after && !(created <= after)));
                }

                return new Call<CredentialRestrictions>(new CredentialRestrictions(
                    inForce.Exists(r => r.ForbidsAddition),
                    inForce.Where(r => r.MaxLifetime is not null).Min(r => r.MaxLifetime)));
            },
            cancellationToken);

    /// <summary>
    /// The rules of the enabled policy assigned to this object. Null if it has none and the default applies.
    /// </summary>
    private async Task<IReadOnlyList<PasswordRule>?> OwnAsync(
        DirectoryAddress address,
        CancellationToken cancellationToken)
    {
        using var json = await GetAsync(graph.Client.ReadAppManagementPolicies(address), cancellationToken);
        return json is null
            || !json.RootElement.TryGetProperty("value", out var policies)
            || policies.ValueKind != JsonValueKind.Array
                ? null
                : policies.EnumerateArray()
                    .Where(PasswordRule.IsEnabled)
                    .Select(policy => PasswordRule.AllOf(policy, "restrictions"))
                    .FirstOrDefault();
    }

    /// <summary>
    /// Whether the tenant has policies that can be assigned to single objects. Also true if the identity may not list
    /// them.
    /// </summary>
    private async Task<bool> MayHaveOwnAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var json = await GetAsync(
                graph.Client.Policies.AppManagementPolicies.ToGetRequestInformation(),
                cancellationToken);
            return json is null
                || !json.RootElement.TryGetProperty("value", out var policies)
                || policies.ValueKind != JsonValueKind.Array
                || policies.GetArrayLength() > 0;
        }
        catch (ApiException e) when (e.ResponseStatusCode == 403)
        {
            // The identity may still be allowed to read the policy assigned to an object.
            return true;
        }
    }

    private async Task<Default> DefaultAsync(CancellationToken cancellationToken)
    {
        using var json = await GetAsync(
            graph.Client.Policies.DefaultAppManagementPolicy.ToGetRequestInformation(),
            cancellationToken);
        return json is not null && PasswordRule.IsEnabled(json.RootElement)
            ? new Default(
                PasswordRule.AllOf(json.RootElement, "applicationRestrictions"),
                PasswordRule.AllOf(json.RootElement, "servicePrincipalRestrictions"))
            : new Default(Applications: null, ServicePrincipals: null);
    }

    /// <summary>
    /// When the application was created. Null if Graph does not return the time; then every rule applies.
    /// </summary>
    private async Task<DateTimeOffset?> CreatedAsync(Guid objectId, CancellationToken cancellationToken)
    {
        var application = await attempts.RepeatAsync(
            lane,
            token => graph.Client.Applications[objectId.ToString("D")].GetAsync(
                request => request.QueryParameters.Select = ["id", "createdDateTime"],
                token),
            cancellationToken);
        return application?.CreatedDateTime;
    }

    /// <summary>Reads an object. Null if Graph answers 404 or sends no body.</summary>
    private async Task<JsonDocument?> GetAsync(RequestInformation request, CancellationToken cancellationToken)
    {
        try
        {
            return await attempts.RepeatAsync(
                lane,
                async token =>
                {
                    await using var body = await graph.SendAsync(request, token);
                    return body is null ? null : await JsonDocument.ParseAsync(body, cancellationToken: token);
                },
                cancellationToken);
        }
        catch (ApiException e) when (e.ResponseStatusCode == 404)
        {
            return null;
        }
    }

    private sealed record Default(
        IReadOnlyList<PasswordRule>? Applications,
        IReadOnlyList<PasswordRule>? ServicePrincipals)
    {
        public IReadOnlyList<PasswordRule>? RulesOf(DirectoryKind kind) =>
            kind is DirectoryKind.ServicePrincipal ? ServicePrincipals : Applications;
    }
}
