using System.Buffers.Binary;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Wrapping;

/// <summary>Shows every attempt to issue a credential as an hour older than it is, so that none is ever too young to be cleared away.</summary>
internal sealed class Elder
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Dictionary<RotationId, RotationId> _meant = [];

    public static Seams Seams()
    {
        var elder = new Elder();
        return new Seams
        {
            Directory = directory => new Directory(directory, elder),
            Vaults = vaults => new WrappedVaults(vaults, vault => new Vault(vault, elder)),
            Audit = audit => new Audit(audit, elder),
        };
    }

    private RotationId Shown(RotationId meant)
    {
        Span<byte> bytes = stackalloc byte[16];
        meant.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes, BinaryPrimitives.ReadInt64BigEndian(bytes) - ((long)Hour.TotalMilliseconds << 16));
        var shown = new RotationId(new Guid(bytes, bigEndian: true));
        _meant[shown] = meant;
        return shown;
    }

    private RotationId Meant(RotationId shown) => _meant.GetValueOrDefault(shown, shown);

    private sealed class Directory(IDirectory inner, Elder elder) : PassingDirectory(inner)
    {
        protected override Credential Shown(Credential credential) => credential.Mark is { } mark
            ? Renamed(credential, (mark with { RotationId = elder.Shown(mark.RotationId) }).ToString()) with { StartDateTime = credential.StartDateTime - Hour }
            : credential;
    }

    private sealed class Vault(IVault inner, Elder elder) : PassingVault(inner)
    {
        public override Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) =>
            Inner.WriteAsync(name, secret with { Tags = Meant(secret.Tags) }, clientRequestId, cancellationToken);

        public override Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) =>
            Inner.UpdateAsync(name, version, enabled, tags is null ? null : Meant(tags), clientRequestId, cancellationToken);

        protected override SecretVersion Shown(string name, SecretVersion version) => version.Tags is { } tags
            ? version with { Tags = tags with { RotationId = elder.Shown(tags.RotationId) }, CreatedOn = tags.KeyId is null ? version.CreatedOn - Hour : version.CreatedOn }
            : version;

        private VersionTags Meant(VersionTags tags) => tags with { RotationId = elder.Meant(tags.RotationId) };
    }

    private sealed class Audit(IAuditLog inner, Elder elder) : IAuditLog
    {
        public bool TryAppend(AuditRecord record) => inner.TryAppend(record with { RotationId = record.RotationId is { } id ? elder.Meant(id) : null });

        public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId) =>
            inner.OpenIntents(objectId)?.Select(intent => intent with { At = intent.At - Hour, RotationId = intent.RotationId is { } id ? elder.Shown(id) : null }).ToList();
    }
}
