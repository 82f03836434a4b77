namespace RotationService.Azure.Http;

/// <summary>Links in answers, which the service chooses: they are followed to where they came from and nowhere else, lest a token go there.</summary>
internal static class Links
{
    /// <summary>Whether a link stays at the scheme, host and port it came from.</summary>
    /// <param name="origin">The service that sent it.</param>
    /// <param name="link">The link, absolute.</param>
    public static bool StaysAt(Uri origin, Uri link) =>
        link.Scheme == origin.Scheme
        && string.Equals(link.IdnHost, origin.IdnHost, StringComparison.OrdinalIgnoreCase)
        && link.Port == origin.Port
        && link.UserInfo.Length == 0;
}
