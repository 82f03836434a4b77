using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Matching;

/// <summary>
/// Decides which applications of a listing a sweep keeps while the pages arrive, so that a sweep never holds the whole
/// of a large tenant. It keeps what policies may select and what has credentials that bear the service's mark.
/// </summary>
/// <remarks>
/// Every conclusion from the full listing also holds for the kept part: which applications a policy finds, how many
/// share one display name, which applications are no longer under a policy, whether owners are shown by name, and which
/// exceptions fit no application.
/// </remarks>
/// <param name="policies">The policies.</param>
/// <param name="known">The applications of the last listing.</param>
internal sealed class ListingFilter(PolicySet policies, KnownApplications known)
{
    private readonly GroupIndex _groups =
        new([.. policies.Policies.Select(policy => policy.Application.Group).OfType<ApplicationGroup>()]);

    private readonly HashSet<Guid> _appIds = [.. policies.Policies.SelectMany(policy => policy.Application.AppIds)];

    private readonly HashSet<string> _names = new(
        policies.Policies.Select(policy => policy.Application.DisplayName).OfType<string>(),
        StringComparer.OrdinalIgnoreCase);

    private readonly IdleExceptions _exceptions =
        new([.. policies.Policies.Select(policy => policy.Application.Group).OfType<ApplicationGroup>()]);

    private bool _hasOwners;
    private bool _hasOwnersNames;

    /// <summary>
    /// Returns the application to keep, or null to drop it. If nothing of a kept application has changed, the result is
    /// the object of the last listing.
    /// </summary>
    public DirectoryApplication? Keep(DirectoryApplication shown) =>
        _appIds.Contains(shown.AppId)
        || _names.Contains(shown.DisplayName)
        || shown.Credentials.Any(credential => credential.Mark is not null)
        || _groups.Of(shown).Count > 0
        || TellsHowOwnersAreShown(shown)
        || _exceptions.See(shown)
            ? known.OrNew(shown)
            : null;

    // The first application with owners, and the first whose owners have names, are enough to know it for all.
    private bool TellsHowOwnersAreShown(DirectoryApplication shown)
    {
        var (hasOwners, hasNames) = (
            shown.Owners.Count > 0,
            shown.Owners.Any(owner => owner.Contains('@', StringComparison.Ordinal)));
        var tells = (hasOwners && !_hasOwners) || (hasNames && !_hasOwnersNames);
        _hasOwners |= hasOwners;
        _hasOwnersNames |= hasNames;
        return tells;
    }
}
