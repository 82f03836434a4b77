using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Matching;

/// <summary>Finds the exceptions of groups that fit none of the app registrations seen so far.</summary>
/// <remarks>
/// An exception that fits any app registration is not misspelt, whether or not that application belongs to the group
/// now.
/// </remarks>
internal sealed class IdleExceptions
{
    private readonly HashSet<Guid> _appIds;
    private readonly HashSet<string> _names;
    private readonly List<NamePattern> _patterns;

    /// <summary>Starts with all exceptions of these groups.</summary>
    public IdleExceptions(IReadOnlyCollection<ApplicationGroup> groups)
    {
        _appIds = [.. groups.SelectMany(group => group.ExceptAppIds)];
        var names = groups.SelectMany(group => group.ExceptNames).Distinct().ToLookup(name => name.IsWhole);
        _names = new HashSet<string>(names[true].Select(name => name.Text), StringComparer.OrdinalIgnoreCase);
        _patterns = [.. names[false]];
    }

    /// <summary>Records an app registration. Returns true if it is the first one that some exception fits.</summary>
    public bool See(DirectoryApplication application) =>
        (_appIds.Count > 0 && _appIds.Remove(application.AppId))
        | (_names.Count > 0 && _names.Remove(application.DisplayName))
        | (_patterns.Count > 0 && _patterns.RemoveAll(pattern => pattern.Fits(application.DisplayName)) > 0);

    /// <summary>
    /// Returns the exceptions of a group that fit no app registration, as the policy file writes them.
    /// </summary>
    public IEnumerable<string> Of(ApplicationGroup group) =>
    [
        .. group.ExceptAppIds.Where(_appIds.Contains).Select(appId => appId.ToString("D")),
        .. group.ExceptNames
            .Where(name => name.IsWhole ? _names.Contains(name.Text) : _patterns.Contains(name))
            .Select(name => name.Text),
    ];
}
