using RotationService.Core.Credentials;

namespace RotationService.Core.Matching;

/// <summary>
/// Holds the applications of the last listing. An application that has not changed since keeps its object, so that
/// cached data about it needs no copy.
/// </summary>
internal sealed class KnownApplications
{
    private HashSet<DirectoryApplication> _known = NewSet(0);

    /// <summary>
    /// Returns the object of the last listing if it equals the application in every respect, and otherwise the
    /// application.
    /// </summary>
    public DirectoryApplication OrNew(DirectoryApplication shown) =>
        _known.TryGetValue(shown, out var known) && known.ShowsTheSameAs(shown) ? known : shown;

    /// <summary>What the identity could change according to the last listing.</summary>
    public Ownership Ownership { get; private set; } = Ownership.Unknown;

    /// <summary>Replaces the known applications with those of a complete listing.</summary>
    public void Know(DirectoryListing listing)
    {
        Ownership = listing.Ownership;
        var listed = listing.Applications;
        if (listed.Count == _known.Count
            && listed.All(application =>
                _known.TryGetValue(application, out var known) && ReferenceEquals(known, application)))
        {
            return;
        }

        _known = NewSet(listed.Count);
        _known.UnionWith(listed);
    }

    private static HashSet<DirectoryApplication> NewSet(int count) => new(count, DirectoryApplication.ByAddress);
}
