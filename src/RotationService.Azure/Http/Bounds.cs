using System.Globalization;

namespace RotationService.Azure.Http;

/// <summary>
/// The most bytes that are read from a server, after decompression. All limits are several times what the services ever
/// send.
/// </summary>
internal static class Bounds
{
    /// <summary>
    /// The limit of an answer that is read as a whole: 4 MB. Graph's largest object, Key Vault's page of 25 versions
    /// and a token are below a megabyte.
    /// </summary>
    public const int Answer = 4 * 1024 * 1024;

    /// <summary>
    /// The limit of an answer that is read as it arrives: 64 MB. A page of Graph with 999 applications has about a
    /// megabyte if each has two credentials. A single application on it may be as large as <see cref="Answer"/>.
    /// </summary>
    public const int Page = 64 * 1024 * 1024;

    /// <summary>
    /// The limit of all pages of one Graph listing: 1 GB. At a kilobyte an application, that is three times what a
    /// tenant may hold.
    /// </summary>
    public const long Listing = 1024L * 1024 * 1024;

    /// <summary>
    /// The limit of all pages of one vault listing: 64 MB, enough for 50,000 versions with their tags. Key Vault
    /// refuses to back up a secret with more than 500 versions.
    /// </summary>
    public const long VaultList = 64L * 1024 * 1024;

    /// <summary>The number of megabytes, for messages.</summary>
    public static string Megabytes(long bytes) =>
        $"{(bytes / (1024 * 1024)).ToString(CultureInfo.InvariantCulture)} MB";
}
