using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>What one listing of the directory showed, in all tenants together.</summary>
/// <param name="Applications">All registrations, or those that were kept, and the service principals that policies name.</param>
public sealed record DirectoryListing(IReadOnlyList<DirectoryApplication> Applications)
{
    /// <summary>What could not be listed; empty if all could. It stops only the policies whose applications may be there.</summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>What of it the identity may change; all of it where that was not looked up or cannot be told.</summary>
    public Ownership Ownership { get; init; } = Ownership.Unknown;

    /// <summary>Lists what the policies need to be shown, several tenants at once; fails if the registrations of none can be listed.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="newFilter">Makes, for each tenant, what says what is kept of a registration, and null for nothing; null to keep all as they are.</param>
    /// <param name="progress">Told after each page how many registrations there are so far; null if nobody wants to know.</param>
    /// <param name="before">What the identity could change when that was looked up before.</param>
    /// <param name="parallelism">How many tenants are listed at once, 1 or more.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Call<DirectoryListing>> ReadAsync(
        IDirectory directory,
        PolicySet policies,
        Func<Func<DirectoryApplication, DirectoryApplication?>>? newFilter,
        IProgress<int>? progress,
        Ownership before,
        int parallelism,
        CancellationToken cancellationToken)
    {
        var listed = await ListAsync(directory, policies, newFilter, progress, parallelism, cancellationToken).ConfigureAwait(false);
        return listed.Failure is null
            ? new Call<DirectoryListing>(listed.Value with { Ownership = await Ownership.ReadAsync(directory, policies, listed.Value, before, parallelism, cancellationToken).ConfigureAwait(false) })
            : listed;
    }

    private static async Task<Call<DirectoryListing>> ListAsync(IDirectory directory, PolicySet policies, Func<Func<DirectoryApplication, DirectoryApplication?>>? newFilter, IProgress<int>? progress, int parallelism, CancellationToken cancellationToken)
    {
        if (policies.Covered is [var only])
        {
            return await ReadAsync(directory, only, policies, newFilter?.Invoke(), progress, cancellationToken).ConfigureAwait(false);
        }

        var shared = progress is null ? null : new SharedProgress(progress);
        List<DirectoryListing> seen = [];
        List<UnlistedTenant> unseen = [];
        foreach (var some in policies.Covered.Chunk(parallelism))
        {
            var listed = await Task.WhenAll(some.Select(tenant => ReadAsync(directory, tenant, policies, newFilter?.Invoke(), shared?.NewShare(), cancellationToken))).ConfigureAwait(false);
            foreach (var (tenant, one) in some.Zip(listed))
            {
                if (one.Failure is { } failure)
                {
                    unseen.Add(new UnlistedTenant(tenant, DirectoryKind.Application, failure));
                }
                else
                {
                    seen.Add(one.Value);
                }
            }
        }

        return seen.Count == 0
            ? new Call<DirectoryListing>(OfAll(unseen))
            : new Call<DirectoryListing>(new DirectoryListing([.. seen.SelectMany(listing => listing.Applications)])
            {
                Unlisted = [.. unseen, .. seen.SelectMany(listing => listing.Unlisted)],
            });
    }

    // What all have in common, such as no identity or no network, is said once.
    private static CallFailure OfAll(IReadOnlyList<UnlistedTenant> unseen) => unseen.DistinctBy(one => one.Failure.Message).Skip(1).Any()
        ? unseen[0].Failure with { Message = string.Join(" ", unseen.Select(one => $"Tenant {one.TenantId}: {one.Failure.Message}")) }
        : unseen[0].Failure;

    private static async Task<Call<DirectoryListing>> ReadAsync(IDirectory directory, Guid? tenantId, PolicySet policies, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var applications = await directory.ListApplicationsAsync(tenantId, DetailsFor(policies), keep, progress, cancellationToken).ConfigureAwait(false);
        if (applications.Failure is not null)
        {
            return applications.Fail<DirectoryListing>();
        }

        var named = policies.ServicePrincipals;
        if (named.Count == 0)
        {
            return new Call<DirectoryListing>(new DirectoryListing(applications.Value));
        }

        var servicePrincipals = await directory.ListServicePrincipalsAsync(tenantId, named, cancellationToken).ConfigureAwait(false);
        return new Call<DirectoryListing>(servicePrincipals.Failure is { } failure
            ? new DirectoryListing(applications.Value) { Unlisted = [new UnlistedTenant(tenantId, DirectoryKind.ServicePrincipal, failure)] }
            : new DirectoryListing([.. applications.Value, .. servicePrincipals.Value]));
    }

    // What each application of a listing must show so that it can be matched with the groups.
    private static ListingDetails DetailsFor(PolicySet policies) =>
        (policies.Policies.Any(policy => policy.Application.Group?.Tag is not null) ? ListingDetails.Tags : ListingDetails.None)
        | (policies.Policies.Any(policy => policy.Application.Group?.Owner is not null) ? ListingDetails.Owners : ListingDetails.None);
}
