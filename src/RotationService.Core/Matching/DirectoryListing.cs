using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Core.Matching;

/// <summary>The result of one listing of the directory, for all tenants together.</summary>
/// <param name="Applications">
/// All app registrations, or those that the filter kept, and the service principals that policies name.
/// </param>
public sealed record DirectoryListing(IReadOnlyList<DirectoryApplication> Applications)
{
    /// <summary>
    /// The parts that could not be listed. Empty if everything was listed. Only policies whose applications may be in
    /// these parts are held up.
    /// </summary>
    public IReadOnlyList<UnlistedTenant> Unlisted { get; init; } = [];

    /// <summary>
    /// What the identity may change. It counts as everything if the ownership was not read or cannot be determined.
    /// </summary>
    public Ownership Ownership { get; init; } = Ownership.Unknown;

    /// <summary>
    /// Lists what the policies need, from several tenants at once. Fails if the app registrations of no tenant can be
    /// listed.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="newFilter">
    /// Makes a filter for each tenant, which returns the application to keep, or null to drop it. Null to keep all
    /// applications unchanged.
    /// </param>
    /// <param name="progress">
    /// Receives the number of app registrations so far, after each page. Null if nobody needs it.
    /// </param>
    /// <param name="before">What the identity could change according to the previous listing.</param>
    /// <param name="parallelism">How many tenants are listed at once, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public static async Task<Call<DirectoryListing>> ReadAsync(
        IDirectory directory,
        PolicySet policies,
        Func<Func<DirectoryApplication, DirectoryApplication?>>? newFilter,
        IProgress<int>? progress,
        Ownership before,
        int parallelism,
        CancellationToken cancellationToken)
    {
        var listed = await ListAsync(directory, policies, newFilter, progress, parallelism, cancellationToken)
            .ConfigureAwait(false);
        return listed.Failure is null
            ? new Call<DirectoryListing>(listed.Value with
            {
                Ownership = await Ownership
                    .ReadAsync(directory, policies, listed.Value, before, parallelism, cancellationToken)
                    .ConfigureAwait(false)
            })
            : listed;
    }

    private static async Task<Call<DirectoryListing>> ListAsync(
        IDirectory directory,
        PolicySet policies,
        Func<Func<DirectoryApplication, DirectoryApplication?>>? newFilter,
        IProgress<int>? progress,
        int parallelism,
        CancellationToken cancellationToken)
    {
        if (policies.Covered is [var only])
        {
            return await ReadAsync(directory, only, policies, newFilter?.Invoke(), progress, cancellationToken)
                .ConfigureAwait(false);
        }

        var shared = progress is null ? null : new SharedProgress(progress);
        List<DirectoryListing> seen = [];
        List<UnlistedTenant> unseen = [];
        foreach (var some in policies.Covered.Chunk(parallelism))
        {
            var listed = await Task
                .WhenAll(some.Select(tenant => ReadAsync(
                    directory,
                    tenant,
                    policies,
                    newFilter?.Invoke(),
                    shared?.NewShare(),
                    cancellationToken)))
                .ConfigureAwait(false);
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

    // A failure that all tenants have in common, such as no identity or no network, is reported once.
    private static CallFailure OfAll(IReadOnlyList<UnlistedTenant> unseen) =>
        unseen.DistinctBy(one => one.Failure.Message).Skip(1).Any()
            ? unseen[0].Failure with
            {
                Message = string.Join(" ", unseen.Select(one => $"Tenant {one.TenantId}: {one.Failure.Message}"))
            }
            : unseen[0].Failure;

    private static async Task<Call<DirectoryListing>> ReadAsync(
        IDirectory directory,
        Guid? tenantId,
        PolicySet policies,
        Func<DirectoryApplication, DirectoryApplication?>? keep,
        IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        var applications = await directory
            .ListApplicationsAsync(tenantId, DetailsFor(policies), keep, progress, cancellationToken)
            .ConfigureAwait(false);
        if (applications.Failure is not null)
        {
            return applications.Fail<DirectoryListing>();
        }

        var named = policies.ServicePrincipals;
        if (named.Count == 0)
        {
            return new Call<DirectoryListing>(new DirectoryListing(applications.Value));
        }

        var servicePrincipals = await directory
            .ListServicePrincipalsAsync(tenantId, named, cancellationToken)
            .ConfigureAwait(false);
        return new Call<DirectoryListing>(servicePrincipals.Failure is { } failure
            ? new DirectoryListing(applications.Value)
            {
                Unlisted = [new UnlistedTenant(tenantId, DirectoryKind.ServicePrincipal, failure)]
            }
            : new DirectoryListing([.. applications.Value, .. servicePrincipals.Value]));
    }

    // The details that a listing must request so that its applications can be matched with the groups.
    private static ListingDetails DetailsFor(PolicySet policies) =>
        (policies.Policies.Any(policy => policy.Application.Group?.Tag is not null)
            ? ListingDetails.Tags
            : ListingDetails.None)
        | (policies.Policies.Any(policy => policy.Application.Group?.Owner is not null)
            ? ListingDetails.Owners
            : ListingDetails.None);
}
