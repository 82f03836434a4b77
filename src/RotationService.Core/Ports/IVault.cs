using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>
/// One key vault. Reads count as current. An implementation may repeat writes, which at worst leaves another version of
/// the same value.
/// </summary>
public interface IVault
{
    /// <summary>
    /// Reads the newest version of a secret, which is what a plain get returns. Fails with
    /// <see cref="CallFailureKind.NotFound"/> if the secret does not exist or is deleted.
    /// </summary>
    /// <remarks>
    /// The vault does not show a newest version that is disabled. The reading then has neither version nor value, and
    /// <see cref="SecretReading.IsDisabled"/> is true.
    /// </remarks>
    Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one version with its value. Fails with <see cref="CallFailureKind.Forbidden"/> if the version is disabled.
    /// </summary>
    Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>
    /// Lists all versions of a secret in no particular order. Returns an empty list if the secret does not exist.
    /// </summary>
    Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Lists all secrets of the vault by name, as the vault's own list shows them. Returns null if the list has more
    /// pages than allowed.
    /// </summary>
    /// <param name="mostPages">How many pages are read at most, 1 or more. A page holds 25 secrets.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(
        int mostPages,
        CancellationToken cancellationToken);

    /// <summary>
    /// Returns whether a soft-deleted secret takes the name, so that nothing can be written to it. Fails with
    /// <see cref="CallFailureKind.Forbidden"/> if the identity may not see deleted secrets.
    /// </summary>
    Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a new version. Value, tags, content type, <c>exp</c> and the enabled state go in one request.
    /// </summary>
    /// <param name="name">The name of the secret.</param>
    /// <param name="secret">The version to write.</param>
    /// <param name="clientRequestId">The value of the <c>x-ms-client-request-id</c> header.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task<Call<WrittenVersion>> WriteAsync(
        string name,
        NewSecret secret,
        Guid clientRequestId,
        CancellationToken cancellationToken);

    /// <summary>Changes the tags or the enabled state of a version. The value stays the same.</summary>
    /// <param name="name">The name of the secret.</param>
    /// <param name="version">The version to change.</param>
    /// <param name="enabled">Whether the version is enabled from now on. Null leaves the state unchanged.</param>
    /// <param name="tags">The tags that replace the present ones. Null leaves them unchanged.</param>
    /// <param name="clientRequestId">The value of the <c>x-ms-client-request-id</c> header.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    Task<Call<SecretVersion>> UpdateAsync(
        string name,
        string version,
        bool? enabled,
        VersionTags? tags,
        Guid clientRequestId,
        CancellationToken cancellationToken);
}
