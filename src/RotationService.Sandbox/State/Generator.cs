using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace RotationService.Sandbox.State;

/// <summary>The sandbox's only source of chance: the same seed draws the same numbers, and a restart repeats none.</summary>
/// <remarks>
/// A counter run through SplitMix64. Draws are reserved by the block and only the reservation is kept, so most draws
/// write nothing; a restart goes on behind the last reservation.
/// </remarks>
internal sealed class Generator : IEntity
{
    private const ulong Block = 1UL << 16;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private ulong _drawn;
    private ulong _limit;

    public int Seed { get; init; }

    /// <summary>No number behind this one has been drawn yet. Whenever the generator is written down, it is with the reservation that holds then.</summary>
    public ulong Reserved
    {
        get => _limit;
        init => (_drawn, _limit) = (value, value);
    }

    /// <summary>What the hints of new secrets are drawn from: few letters, where many secrets are to begin alike.</summary>
    [JsonIgnore]
    public string HintLetters { get; set; } = Letters;

    string IEntity.Kind => "generator";

    string IEntity.Key => "generator";

    /// <summary>Whether the reservation is used up and <see cref="Reserve"/> must come before the next answer leaves.</summary>
    internal bool NeedsReservation => _drawn >= _limit;

    /// <summary>Reserves the numbers that are drawn next; this is to be kept before any of them is seen.</summary>
    public Generator Reserve()
    {
        _limit = _drawn + Block;
        return this;
    }

    public ulong Next()
    {
        var z = (ulong)Seed * 0xD1342543DE82EF95UL + ++_drawn * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to but not including 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True one time in two.</summary>
    public bool Coin() => (Next() & 1) == 0;

    public Guid Guid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, Next());
        BitConverter.TryWriteBytes(bytes[8..], Next());
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }

    /// <summary>A secret as Entra makes them: 40 characters, three of them the hint, then a digit, then <c>Q~</c> (seen in the field).</summary>
    public string SecretText()
    {
        var text = new StringBuilder(40);
        Append(text, 3, HintLetters);
        text.Append("8Q~");
        Append(text, 34, Letters + "_.~-");
        return text.ToString();
    }

    /// <summary>A GUID that depends on the seed and a purpose only, for what must exist before anything is drawn.</summary>
    public static Guid GuidFor(int seed, string purpose)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}/{purpose}")).AsSpan(0, 16);
        hash[7] = (byte)((hash[7] & 0x0F) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash);
    }

    private void Append(StringBuilder text, int count, string alphabet)
    {
        for (var i = 0; i < count; i++)
        {
            text.Append(alphabet[(int)(Next() % (ulong)alphabet.Length)]);
        }
    }
}
