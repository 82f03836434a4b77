namespace RotationService.Azure.Http;

/// <summary>
/// Checks links in answers. The service chooses them, and a request that follows one carries a token, so a link must
/// not lead to another host.
/// </summary>
internal static class Links
{
    /// <summary>
    /// Whether a link has the scheme, host and port of the service that sent it, and no user information.
    /// </summary>
    /// <param name="origin">The address of the service.</param>
    /// <param name="link">The absolute link.</param>
    public static bool StaysAt(Uri origin, Uri link) =>
        link.Scheme == origin.Scheme
        && string.Equals(link.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase)
        && link.Port == origin.Port
        && link.UserInfo.Length == 0;
}
