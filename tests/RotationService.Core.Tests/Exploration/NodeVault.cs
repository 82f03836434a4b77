using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Exploration;

/// <summary>A vault as one process reaches it.</summary>
internal sealed class NodeVault(Explorer explorer, Node node, FakeVault inner, string vaultName) : IVault
{
    private static readonly CallFailure ReadOnly = new(CallFailureKind.Forbidden, "failed over: read-only");

    private FakeVault Shown => explorer.CopyShownBy(World.Address(vaultName)) ?? inner;

    public Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) =>
        node.CallAsync($"read newest of {vaultName}", () => Shown.ReadNewestAsync(name, CancellationToken.None).Result, cancellationToken);

    public Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        node.CallAsync($"read a version of {vaultName}", () => Shown.ReadVersionAsync(name, version, CancellationToken.None).Result, cancellationToken);

    public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken) =>
        node.CallAsync($"list versions of {vaultName}/{name}", () => Shown.ListVersionsAsync(name, CancellationToken.None).Result, cancellationToken);

    public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken) =>
        node.CallAsync($"list secrets of {vaultName}", () => Shown.ListSecretsAsync(mostPages, CancellationToken.None).Result, cancellationToken);

    public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) =>
        node.CallAsync("see whether deleted", () => new Call<bool>(value: false), cancellationToken);

    public Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
    {
        var publishes = name == explorer.Policy.Secret;
        var what = publishes ? $"publish {explorer.Truth.NameOf(secret.Tags.KeyId)} in {vaultName}" : secret.Value is null ? "store intent" : $"store {explorer.Truth.NameOf(secret.Tags.KeyId)}";
        return node.CallAsync(
            what,
            () => Shown == inner ? inner.WriteAsync(name, secret, clientRequestId, CancellationToken.None).Result : new Call<WrittenVersion>(ReadOnly),
            cancellationToken,
            () =>
            {
                explorer.Truth.CheckIntent(node, publishes ? clientRequestId : null, what);
                if (publishes)
                {
                    explorer.Truth.CheckPublication(World.Address(vaultName), secret);
                }
            },
            atOnce: publishes);
    }

    public Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) =>
        node.CallAsync($"tag {explorer.Truth.NameOf(tags?.KeyId)} in {vaultName}/{name} {tags?.Stage} {enabled}", () => Shown == inner ? inner.UpdateAsync(name, version, enabled, tags, clientRequestId, CancellationToken.None).Result : new Call<SecretVersion>(ReadOnly), cancellationToken);
}
