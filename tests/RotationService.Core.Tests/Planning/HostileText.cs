using System.Globalization;
using RotationService.Core.Credentials;

namespace RotationService.Core.Tests.Planning;

/// <summary>Tags, names and numbers as somebody may write them who wants the readers to fail.</summary>
internal static class HostileText
{
    private static readonly string[] Odd =
    [
        "", " ", "\n", "\0", "0", "-1", "+1", " 1", "1e9", "0x10", "NaN", "1.5", "259200", "63072000", "63072001", "9223372036854775807", "9223372036854775808", "9999999999999999",
        "rotation-service", "Rotation-Service", "Published", "published", "Pending,Closed", "Pending, Closed", "3", "-3", "255", "2147483648",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "00000000-0000-0000-0000-000000000000", "{019cad8f-ac00-7003-8000-000000000000}", "019cad8fac0070038000000000000000",
        "2026-03-02T08:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30T08:00:00Z", "2026-03-02 08:00", "\u202e\u001b]8;;http://x\u0007", "\ud800", "deadbeef DEADBEEF  deadbee",
    ];

    private static readonly string[] Names = ["managed-by", "rotation-id", "app-id", "stage", "key-id", "grace", "closed-at", "vaults", "supersedes", "policy", "because", "retiring", "Stage", ""];

    /// <summary>Tags: those we would write, with some of them replaced, left out or added.</summary>
    public static Dictionary<string, string> Tags(Random random)
    {
        var ours = new VersionTags(new RotationId(Guid(random)), Guid(random), (VersionStage)random.Next(12))
        {
            KeyId = random.Next(2) == 0 ? null : Guid(random),
            Grace = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.NextInt64(-100_000_000, 100_000_000)),
            Supersedes = [.. Enumerable.Range(0, random.Next(60)).Select(_ => VersionTags.Abbreviate(Guid(random)))],
        };
        var tags = random.Next(8) == 0 ? [] : new Dictionary<string, string>(ours.ToDictionary());
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var name = Names[random.Next(Names.Length)];
            if (random.Next(4) == 0)
            {
                tags.Remove(name);
            }
            else
            {
                tags[name] = Text(random);
            }
        }

        return tags;
    }

    /// <summary>A display name: our mark, with some of it replaced, or anything.</summary>
    public static string DisplayName(Random random)
    {
        var mark = CredentialMark.For("contoso-prod", "payments-secret", new RotationId(Guid(random))).ToString();
        var at = random.Next(mark.Length);
        return random.Next(5) switch
        {
            0 => Text(random),
            1 => mark[..at],
            2 => mark[..at] + Text(random) + mark[at..],
            3 => mark.ToUpperInvariant(),
            _ => mark,
        };
    }

    /// <summary>A text that numbers, dates, ids and names are read from.</summary>
    public static string Text(Random random) => random.Next(4) switch
    {
        0 => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(char.MaxValue + 1))),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => new string(Odd[random.Next(Odd.Length)].FirstOrDefault('x'), random.Next(1000)),
        _ => Odd[random.Next(Odd.Length)],
    };

    /// <summary>An id that may begin with a date of any year, or end at the bounds.</summary>
    public static Guid Guid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => new Guid(bytes),
            1 => System.Guid.Empty,
            2 => System.Guid.AllBitsSet,
            _ => System.Guid.CreateVersion7(Scene.Now + TimeSpan.FromSeconds(random.NextInt64(-100_000_000, 200_000))),
        };
    }
}
