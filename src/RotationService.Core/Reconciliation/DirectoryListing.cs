using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What one listing of the directory showed.</summary>
/// <param name="Applications">All registrations, or those that were kept, and the service principals that policies name.</param>
public sealed record DirectoryListing(IReadOnlyList<DirectoryApplication> Applications)
{
    /// <summary>Why the service principals could not be listed, though the registrations could; null if they could, or none is named. It stops only the policies about them.</summary>
    public CallFailure? ServicePrincipalsFailure { get; init; }

    /// <summary>Lists what the policies need to be shown; fails if the registrations cannot be listed.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="keep">What is kept of each registration, and null for nothing; null to keep all as they are.</param>
    /// <param name="progress">Told after each page how many registrations there are so far; null if nobody wants to know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Call<DirectoryListing>> ReadAsync(IDirectory directory, PolicySet policies, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var applications = await directory.ListApplicationsAsync(policies.Needs, keep, progress, cancellationToken).ConfigureAwait(false);
        if (applications.Failure is not null)
        {
            return applications.Fail<DirectoryListing>();
        }

        var named = policies.ServicePrincipals;
        if (named.Count == 0)
        {
            return new Call<DirectoryListing>(new DirectoryListing(applications.Value));
        }

        var servicePrincipals = await directory.ListServicePrincipalsAsync(named, cancellationToken).ConfigureAwait(false);
        return new Call<DirectoryListing>(servicePrincipals.Failure is { } failure
            ? new DirectoryListing(applications.Value) { ServicePrincipalsFailure = failure }
            : new DirectoryListing([.. applications.Value, .. servicePrincipals.Value]));
    }
}
