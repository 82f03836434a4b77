using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace RotationService.Sandbox.State;

/// <summary>
/// The only source of randomness in the sandbox. The same seed yields the same numbers, and a restart repeats none.
/// </summary>
/// <remarks>
/// The generator passes a counter through SplitMix64. Numbers are reserved in blocks, and only the reservation is
/// stored, so most numbers cause no write. A restart continues after the last reservation.
/// </remarks>
internal sealed class Generator : IEntity
{
    private const ulong Block = 1UL << 16;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private ulong _drawn;
    private ulong _limit;

    public int Seed { get; init; }

    /// <summary>
    /// The end of the current reservation. No number after it has been drawn. Storing the generator stores the current
    /// reservation.
    /// </summary>
    public ulong Reserved
    {
        get => _limit;
        init => (_drawn, _limit) = (value, value);
    }

    /// <summary>
    /// The characters of the hints of new secrets. With few characters, many secrets begin with the same hint.
    /// </summary>
    [JsonIgnore]
    public string HintLetters { get; set; } = Letters;

    string IEntity.Kind => "generator";

    string IEntity.Key => "generator";

    /// <summary>
    /// Whether the reservation is used up, so that <see cref="Reserve"/> must be called before the next answer is sent.
    /// </summary>
    internal bool NeedsReservation => _drawn >= _limit;

    /// <summary>Reserves the next numbers. The result must be stored before any of them is visible.</summary>
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

    /// <summary>Returns a number from 0 up to but not including 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns true with a probability of one half.</summary>
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

    /// <summary>
    /// Returns a secret in the format of Entra: 40 characters, of which three are the hint, followed by a digit and
    /// <c>Q~</c> (seen in the field).
    /// </summary>
    public string SecretText()
    {
        var text = new StringBuilder(40);
        Append(text, 3, HintLetters);
        text.Append("8Q~");
        Append(text, 34, Letters + "_.~-");
        return text.ToString();
    }

    /// <summary>
    /// Returns a GUID that depends only on the seed and a purpose, for objects that must exist before any number is
    /// drawn.
    /// </summary>
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
