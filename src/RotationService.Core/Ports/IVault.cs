using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>One Key Vault. Reads are taken as current; writes may be repeated by an implementation, at worst leaving another version of the same value.</summary>
public interface IVault
{
    /// <summary>The newest version of a secret, which is what a plain get returns; <see cref="CallFailureKind.NotFound"/> if there is no such secret, or it is deleted.</summary>
    /// <remarks>If the newest is disabled the vault refuses to show it: the reading then has neither version nor value, only <see cref="SecretReading.IsDisabled"/>.</remarks>
    Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken);

    /// <summary>One version with its value; a disabled one is <see cref="CallFailureKind.Forbidden"/>.</summary>
    Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken);

    /// <summary>All versions of a secret, in no order; empty if there is no such secret.</summary>
    Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken);

    /// <summary>What the vault's list shows of all its secrets, by name; null if it has more pages than asked for.</summary>
    /// <param name="mostPages">How many pages are read at most, 1 or more. A page holds 25.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken);

    /// <summary>Whether the name is taken by a soft-deleted secret, so that nothing can be written to it; <see cref="CallFailureKind.Forbidden"/> if we may not see.</summary>
    Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken);

    /// <summary>Writes a new version: value, tags, content type, <c>exp</c> and whether it is enabled in one request.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="secret">What to write.</param>
    /// <param name="clientRequestId">Sent as <c>x-ms-client-request-id</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken);

    /// <summary>Replaces a version's tags, if any are given, and says whether it is enabled; its value stays.</summary>
    /// <param name="name">The secret's name.</param>
    /// <param name="version">Which version.</param>
    /// <param name="enabled">Whether it is to be enabled; null leaves that as it is.</param>
    /// <param name="tags">The tags to have from now on; null leaves them as they are.</param>
    /// <param name="clientRequestId">Sent as <c>x-ms-client-request-id</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken);
}
