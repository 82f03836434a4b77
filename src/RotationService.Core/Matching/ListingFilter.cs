using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Matching;

/// <summary>What a sweep keeps of a listing while it comes in, so that it never holds the whole of a large tenant: what policies may be about, and what bears credentials of ours.</summary>
/// <remarks>
/// Nothing that can be told of the whole listing is told otherwise of what is kept: a policy finds the same applications, and as many of one
/// name; whoever is under no policy any more is seen; whether owners are shown by name; and which exceptions fit nobody.
/// </remarks>
/// <param name="policies">The policies.</param>
/// <param name="known">What is known already.</param>
internal sealed class ListingFilter(PolicySet policies, KnownApplications known)
{
    private readonly GroupIndex _groups = new([.. policies.Policies.Select(policy => policy.Application.Group).OfType<ApplicationGroup>()]);

    private readonly HashSet<Guid> _appIds = [.. policies.Policies.SelectMany(policy => policy.Application.AppIds)];

    private readonly HashSet<string> _names = new(policies.Policies.Select(policy => policy.Application.DisplayName).OfType<string>(), StringComparer.OrdinalIgnoreCase);

    private readonly IdleExceptions _exceptions = new([.. policies.Policies.Select(policy => policy.Application.Group).OfType<ApplicationGroup>()]);

    private bool _hasOwners;
    private bool _hasOwnersNames;

    /// <summary>What is kept of an application: nothing (null), or it, as the object that it has been known by if nothing of it has changed.</summary>
    public DirectoryApplication? Keep(DirectoryApplication shown) =>
        _appIds.Contains(shown.AppId)
        || _names.Contains(shown.DisplayName)
        || shown.Credentials.Any(credential => credential.Mark is not null)
        || _groups.Of(shown).Count > 0
        || TellsHowOwnersAreShown(shown)
        || _exceptions.See(shown)
            ? known.OrNew(shown)
            : null;

    // The first that has owners, and the first whose owners have names, tell it of all.
    private bool TellsHowOwnersAreShown(DirectoryApplication shown)
    {
        var (hasOwners, hasNames) = (shown.Owners.Count > 0, shown.Owners.Any(owner => owner.Contains('@', StringComparison.Ordinal)));
        var tells = (hasOwners && !_hasOwners) || (hasNames && !_hasOwnersNames);
        _hasOwners |= hasOwners;
        _hasOwnersNames |= hasNames;
        return tells;
    }
}
