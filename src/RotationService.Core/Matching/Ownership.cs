using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Matching;

/// <summary>
/// What the identity may change of a listing. If that is unknown, every application counts as changeable, and the
/// change itself will be refused.
/// </summary>
/// <remarks>
/// After a failed lookup the previous result stays valid. One failed request must not make an application take part
/// that the identity does not own.
/// </remarks>
public sealed class Ownership
{
    /// <summary>The ownership was not read or is unknown.</summary>
    public static readonly Ownership Unknown = new(new Dictionary<Guid, IReadOnlySet<Guid>>(), only: null);

    private readonly IReadOnlyDictionary<Guid, IReadOnlySet<Guid>> _byTenant;
    private readonly IReadOnlySet<Guid>? _only;

    private Ownership(IReadOnlyDictionary<Guid, IReadOnlySet<Guid>> byTenant, IReadOnlySet<Guid>? only) =>
        (_byTenant, _only) = (byTenant, only);

    /// <summary>Whether the identity may change an application, as far as is known.</summary>
    public bool Allows(DirectoryApplication application)
    {
        var changeable = _only ?? (application.TenantId is { } tenant ? _byTenant.GetValueOrDefault(tenant) : null);
        return changeable?.Contains(application.ObjectId) ?? true;
    }

    /// <summary>
    /// Reads the ownership if something depends on it. It takes one list for each tenant. It takes none if there is no
    /// group and no display name of a policy fits two applications.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="listing">The listing.</param>
    /// <param name="before">The previous result.</param>
    /// <param name="parallelism">How many tenants are read at once, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    internal static async Task<Ownership> ReadAsync(
        IDirectory directory,
        PolicySet policies,
        DirectoryListing listing,
        Ownership before,
        int parallelism,
        CancellationToken cancellationToken)
    {
        if (!Matters(policies, listing))
        {
            return Unknown;
        }

        if (policies.Covered is [var single])
        {
            var all = await ListAsync(directory, single, before._only, cancellationToken).ConfigureAwait(false);
            return new Ownership(new Dictionary<Guid, IReadOnlySet<Guid>>(), all);
        }

        var byTenant = new Dictionary<Guid, IReadOnlySet<Guid>>();
        var unlisted = listing.Unlisted
            .Where(one => one.Kind is DirectoryKind.Application)
            .Select(one => one.TenantId)
            .ToHashSet();
        foreach (var some in policies.Tenants.Where(tenant => !unlisted.Contains(tenant)).Chunk(parallelism))
        {
            var listed = await Task
                .WhenAll(some.Select(tenant =>
                    ListAsync(directory, tenant, before._byTenant.GetValueOrDefault(tenant), cancellationToken)))
                .ConfigureAwait(false);
            foreach (var (tenant, changeable) in some.Zip(listed))
            {
                if (changeable is not null)
                {
                    byTenant[tenant] = changeable;
                }
            }
        }

        return new Ownership(byTenant, only: null);
    }

    private static async Task<IReadOnlySet<Guid>?> ListAsync(
        IDirectory directory,
        Guid? tenantId,
        IReadOnlySet<Guid>? before,
        CancellationToken cancellationToken)
    {
        var listed = await directory.ListChangeableAsync(tenantId, cancellationToken).ConfigureAwait(false);
        return listed.Failure is null ? listed.Value : before;
    }

    private static bool Matters(PolicySet policies, DirectoryListing listing)
    {
        if (policies.Policies.Any(policy => policy.Application.Group is not null))
        {
            return listing.Applications.Count > 0;
        }

        var names = new HashSet<string>(
            policies.Policies.Select(policy => policy.Application.DisplayName).OfType<string>(),
            StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return names.Count > 0
            && listing.Applications.Any(application =>
                application.Kind is DirectoryKind.Application
                && names.Contains(application.DisplayName)
                && !seen.Add(application.DisplayName));
    }
}
