using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Tests.Fakes;

/// <summary>A vault whose firewall does not let us through while the test says so.</summary>
internal sealed class RefusingVault(FakeVault inner, Func<bool> refuses) : IVault
{
    private static readonly CallFailure Refusal = new(CallFailureKind.Forbidden, "ForbiddenByFirewall");

    public FakeVault Inner => inner;

    public Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) => Or(() => inner.ReadNewestAsync(name, cancellationToken));

    public Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) => Or(() => inner.ReadVersionAsync(name, version, cancellationToken));

    public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken) => Or(() => inner.ListVersionsAsync(name, cancellationToken));

    public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken) => Or(() => inner.ListSecretsAsync(mostPages, cancellationToken));

    public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => Or(() => inner.IsSoftDeletedAsync(name, cancellationToken));

    public Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) => Or(() => inner.WriteAsync(name, secret, clientRequestId, cancellationToken));

    public Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) => Or(() => inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken));

    private Task<Call<T>> Or<T>(Func<Task<Call<T>>> call) => refuses() ? Task.FromResult(new Call<T>(Refusal)) : call();
}
