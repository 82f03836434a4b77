using System.Globalization;

namespace RotationService.Azure.Http;

/// <summary>How much of what servers send is taken in, unpacked where it is compressed. All are several times what the services ever send.</summary>
internal static class Bounds
{
    /// <summary>Of an answer that is read as a whole. Graph's largest object, Key Vault's page of 25 versions and a token are below a megabyte.</summary>
    public const int Answer = 4 * 1024 * 1024;

    /// <summary>Of an answer that is read as it comes in: a page of Graph's with 999 applications, of a megabyte if they have two credentials each. A single application on it may be as large as <see cref="Answer"/>.</summary>
    public const int Page = 64 * 1024 * 1024;

    /// <summary>Of all pages of one of Graph's listings: at a kilobyte an application, three times what a tenant may hold.</summary>
    public const long Listing = 1024L * 1024 * 1024;

    /// <summary>Of all pages of one of a vault's lists: 50,000 versions with their tags. A backup refuses more than 500.</summary>
    public const long VaultList = 64L * 1024 * 1024;

    /// <summary>How much that is, for people.</summary>
    public static string Megabytes(long bytes) => $"{(bytes / (1024 * 1024)).ToString(CultureInfo.InvariantCulture)} MB";
}
