using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Tests.Fakes;

/// <summary>A vault in memory. Versions are kept in the order they were written; their names are in another.</summary>
internal sealed class FakeVault(World world) : IVault
{
    private int _versions;

    public Dictionary<string, List<Entry>> Secrets { get; } = [];

    public HashSet<string> SoftDeleted { get; } = [];

    public sealed record Entry(SecretVersion Version, string? Value);

    /// <summary>The vault as it is now.</summary>
    public FakeVault Copy()
    {
        var copy = new FakeVault(world);
        foreach (var (name, entries) in Secrets)
        {
            copy.Secrets[name] = [.. entries];
        }

        return copy;
    }

    public string? NewestValue(string name) => Secrets.TryGetValue(name, out var entries) ? entries[^1].Value : null;

    public VersionTags? NewestTags(string name) => Secrets.TryGetValue(name, out var entries) ? entries[^1].Version.Tags : null;

    public void Put(string name, string value, VersionTags? tags = null, DateTimeOffset? expiresOn = null) => Write(name, value, enabled: true, expiresOn, tags);

    public void Disable(string name, int index) => Secrets[name][index] = Secrets[name][index] with { Version = Secrets[name][index].Version with { Enabled = false } };

    /// <summary>The newest version is closed, as another process does with what it takes for surplus.</summary>
    public void Close(string name)
    {
        Disable(name, Secrets[name].Count - 1);
        var newest = Secrets[name][^1];
        Secrets[name][^1] = newest with { Version = newest.Version with { Tags = newest.Version.Tags! with { Stage = VersionStage.Closed } } };
    }

    public Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) => Get(() =>
        Secrets.TryGetValue(name, out var entries) ? entries[^1].Version.Enabled ? Reading(entries[^1]) : new SecretReading(null, null) : null);

    public Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        world.Fault("get version") is { } failure ? Task.FromResult(new Call<SecretReading>(failure))
        : Find(name, version) is { Version.Enabled: false }
            ? Task.FromResult(new Call<SecretReading>(new CallFailure(CallFailureKind.Forbidden, "disabled") { Code = "SecretDisabled" }))
        : Get(() => Find(name, version) is { } found ? Reading(found) : null);

    public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken) => world.Answer<IReadOnlyList<SecretVersion>>(
        "versions",
        () => Secrets.TryGetValue(name, out var entries) ? [.. entries.Select(entry => entry.Version).OrderBy(version => version.Version, StringComparer.Ordinal)] : []);

    public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken) => world.Answer<IReadOnlyDictionary<string, SecretSummary>?>(
        "list secrets",
        () => Secrets.Count > mostPages * 25 ? null : Secrets.ToDictionary(secret => secret.Key, secret => SecretSummary.Of(secret.Value[^1].Version)));

    public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => world.Answer("deleted", () => SoftDeleted.Contains(name));

    public Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
    {
        var what = secret.Value is null ? "put intent" : name.EndsWith("-pending", StringComparison.Ordinal) ? "put pending" : "put";
        return SoftDeleted.Contains(name)
            ? Task.FromResult(new Call<WrittenVersion>(new CallFailure(CallFailureKind.Conflict, "deleted") { Code = "ObjectIsDeletedButRecoverable" }))
            : world.Answer(what, () =>
            {
                var previous = Secrets.TryGetValue(name, out var entries) ? entries[^1].Version.Version : null;
                return new WrittenVersion(Write(name, secret.Value?.Reveal(), secret.Enabled, secret.ExpiresOn, secret.Tags), previous);
            });
    }

    public Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) => world.Answer("patch", () =>
    {
        var index = Secrets[name].FindIndex(entry => entry.Version.Version == version);
        var old = Secrets[name][index];
        var changed = old.Version with { Enabled = enabled ?? old.Version.Enabled, Tags = tags is null ? old.Version.Tags : VersionTags.TryRead(tags.ToDictionary()) };
        Secrets[name][index] = old with { Version = changed };
        return changed;
    });

    private Entry? Find(string name, string version) =>
        Secrets.TryGetValue(name, out var entries) ? entries.Find(entry => entry.Version.Version == version) : null;

    private SecretVersion Write(string name, string? value, bool enabled, DateTimeOffset? expiresOn, VersionTags? tags)
    {
        var created = DateTimeOffset.FromUnixTimeSeconds(world.Time.True.ToUnixTimeSeconds());
        var scrambled = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(++_versions)))[..32];
        var version = new SecretVersion(scrambled, enabled, created, expiresOn, tags is null ? null : VersionTags.TryRead(tags.ToDictionary()));
        if (!Secrets.TryGetValue(name, out var entries))
        {
            Secrets[name] = entries = [];
        }

        entries.Add(new Entry(version, value));
        return version;
    }

    private async Task<Call<SecretReading>> Get(Func<SecretReading?> read)
    {
        await world.Held("get");
        return world.Fault("get") is { } failure ? new Call<SecretReading>(failure)
            : read() is not { } reading ? new Call<SecretReading>(new CallFailure(CallFailureKind.NotFound, "no such secret"))
            : world.LostAnswer("get") is { } lost ? new Call<SecretReading>(lost)
            : new Call<SecretReading>(reading);
    }

    private static SecretReading Reading(Entry entry) => new(entry.Version, entry.Value is null ? null : new SecretText(entry.Value));
}
