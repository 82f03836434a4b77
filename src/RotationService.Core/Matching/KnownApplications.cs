using RotationService.Core.Credentials;

namespace RotationService.Core.Matching;

/// <summary>The applications as the last listing showed them: one that has not changed since goes on as the same object, and what is remembered of it needs no copy.</summary>
internal sealed class KnownApplications
{
    private HashSet<DirectoryApplication> _known = NewSet(0);

    /// <summary>The object that an application is known by, if that is the same in everything; otherwise what is shown now.</summary>
    public DirectoryApplication OrNew(DirectoryApplication shown) => _known.TryGetValue(shown, out var known) && known.ShowsTheSameAs(shown) ? known : shown;

    /// <summary>What the identity could change, as the last listing showed.</summary>
    public Ownership Ownership { get; private set; } = Ownership.Unknown;

    /// <summary>A listing has come to its end: this is what is known from now on.</summary>
    public void Know(DirectoryListing listing)
    {
        Ownership = listing.Ownership;
        var listed = listing.Applications;
        if (listed.Count == _known.Count && listed.All(application => _known.TryGetValue(application, out var known) && ReferenceEquals(known, application)))
        {
            return;
        }

        _known = NewSet(listed.Count);
        _known.UnionWith(listed);
    }

    private static HashSet<DirectoryApplication> NewSet(int count) => new(count, DirectoryApplication.ByAddress);
}
