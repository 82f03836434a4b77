using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RotationService.Sandbox.State;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>Makes marks, rotation ids and tags that are not what they seem.</summary>
internal sealed class Forgery(SimulatedWorld world, Random random)
{
    private static readonly string[] Stages = ["Pending", "Published", "Closed", "Intent", "Removing", "Retiring", "Revoked", "Refused", "nonsense"];

    private static readonly TimeSpan[] FromNow = [TimeSpan.FromSeconds(1), TimeSpan.FromHours(19), TimeSpan.FromDays(365 * 30), TimeSpan.FromDays(-365 * 30)];

    /// <summary>Tags that claim something, or nothing.</summary>
    public IReadOnlyDictionary<string, string> Tags(Case known)
    {
        var all = Versions(known).ToList();
        switch (random.Next(10))
        {
            case < 2:
                return new Dictionary<string, string>();
            case < 4 when all.Count > 0:
                return all[random.Next(all.Count)].Tags;
            default:
                break;
        }

        if (CredentialOf(known) is not { } credential)
        {
            return new Dictionary<string, string>();
        }

        var tags = new Dictionary<string, string>(TagsOf(known, credential, Stages[random.Next(Stages.Length)]), StringComparer.Ordinal);
        if (random.Next(3) == 0)
        {
            tags["key-id"] = Drawn().ToString();
        }

        if (random.Next(3) == 0)
        {
            tags["app-id"] = Drawn().ToString();
        }

        if (random.Next(5) < 2)
        {
            tags["rotation-id"] = RotationId(known);
        }

        tags["grace"] = Grace(known);
        tags["supersedes"] = Supersedes(known);
        return tags;
    }

    /// <summary>Tags as the service would write them for a credential.</summary>
    public IReadOnlyDictionary<string, string> TagsOf(Case known, Credential credential, string stage) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["managed-by"] = "rotation-service",
        ["policy"] = known.Wish.Name,
        ["rotation-id"] = RotationOf(credential.DisplayName) ?? RotationId(known),
        ["key-id"] = credential.KeyId.ToString(),
        ["app-id"] = known.Entry.AppId.ToString(),
        ["stage"] = stage,
        ["grace"] = ((long)known.Wish.Grace.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        ["vaults"] = string.Join(' ', known.Wish.Vaults),
    };

    /// <summary>Tags of an intent that announces the rotation of a credential.</summary>
    public IReadOnlyDictionary<string, string> Intent(Case known, string rotation) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["managed-by"] = "rotation-service",
        ["policy"] = known.Wish.Name,
        ["rotation-id"] = rotation,
        ["app-id"] = known.Entry.AppId.ToString(),
        ["stage"] = "Intent",
    };

    /// <summary>A grace period that is none, long, or no number.</summary>
    public string Grace(Case known) => random.Next(6) switch
    {
        0 => "0",
        1 => ((long)known.Wish.Grace.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        2 => ((long)(known.Wish.Grace * 3).TotalSeconds).ToString(CultureInfo.InvariantCulture),
        3 => "9999999999999999",
        4 => "abc",
        _ => "-5",
    };

    /// <summary>The beginning of the keyId of every credential there is.</summary>
    public string Supersedes(Case known) => string.Join(' ', known.Entry.Credentials.Reverse().Take(28).Select(credential => credential.KeyId.ToString("N")[..8]));

    /// <summary>A rotation id: of another credential, of another time, or none at all.</summary>
    public string RotationId(Case known)
    {
        var marked = Marked(known).ToList();
        return random.Next(6) switch
        {
            < 3 when marked.Count > 0 => RotationOf(marked[random.Next(marked.Count)].DisplayName)!,
            4 => "ffffffff-ffff-ffff-ffff-ffffffffffff",
            _ => RotationAt(world.Time.Now + FromNow[random.Next(FromNow.Length)]),
        };
    }

    /// <summary>A rotation id that was made, so it says, at a moment.</summary>
    public string RotationAt(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (at.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)random.Next(0x1000));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The mark of a rotation of an application, as the service would write it.</summary>
    public static string Mark(Wish wish, string rotation) =>
        $"rotation-service/{wish.Vaults[0]}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wish.Secret.ToLowerInvariant())))[..8]}/{rotation}";

    /// <summary>The rotation that a mark names; null if it is none.</summary>
    public static string? RotationOf(string? mark) => mark?.Split('/') is ["rotation-service", _, _, var rotation] ? rotation : null;

    /// <summary>The credentials of an application that bear a mark, gone ones included.</summary>
    public static IEnumerable<Credential> Marked(Case known) => known.Entry.Credentials.Where(credential => RotationOf(credential.DisplayName) is not null);

    /// <summary>One of an application's live credentials; null if it has none.</summary>
    public Credential? CredentialOf(Case known) => known.Entry.LiveCredentials(world.Time.Now).ToList() is { Count: > 0 } live ? live[random.Next(live.Count)] : null;

    /// <summary>Every version of both of an application's secrets.</summary>
    public IEnumerable<SecretVersion> Versions(Case known) => known.Wish.Vaults.SelectMany(vault =>
        new[] { known.Wish.Secret, known.Wish.PendingSecret }.SelectMany(name => world.Engine.Truth.Vault(vault)?.Secrets.GetValueOrDefault(name)?.Versions ?? []));

    private Guid Drawn()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
