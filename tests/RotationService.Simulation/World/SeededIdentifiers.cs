using System.Buffers.Binary;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Simulation.World;

/// <summary>Identifiers that are the same in every run of a seed.</summary>
internal sealed class SeededIdentifiers(Random random) : IIdentifiers
{
    public RotationId NewRotation(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (now.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)random.Next(0x1000));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new RotationId(new Guid(bytes, bigEndian: true));
    }

    public Guid NewCall()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
