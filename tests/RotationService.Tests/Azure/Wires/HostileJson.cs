using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RotationService.Tests.Azure.Wires;

/// <summary>Makes of a good answer one that somebody has been at: values of other types, absurd numbers and times, members twice, cut short, no Unicode.</summary>
internal static class HostileJson
{
    private static readonly string[] Texts =
    [
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\u202e\\u001b]8;;x\\u0007\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"0001-01-01T00:00:00Z\"",
        "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"", "\"2027-13-45T99:00:00Z\"", "\"2299-12-31T23:59:59Z\"", "\"Infinity\"",
        "\"ffffffff-ffff-ffff-ffff-ffffffffffff\"", "\"00000000-0000-0000-0000-000000000000\"", "\"rotation-service/v/00000000/ffffffff-ffff-ffff-ffff-ffffffffffff\"",
        "\"https://example.com/\"", "\"https://\"", "\"Abandoned\"", "\"9999999999999999\"", "\"-1\"", "\"True\"",
    ];

    private static readonly string[] Others =
    [
        "null", "true", "0", "-1", "1e400", "-1e308", "0.5", "253402300800", "99999999999999999999999999999", "9223372036854775807", "-9223372036854775808", "[]", "{}", "[null]", "[[1],{}]", "{\"value\":[]}", "{\"error\":null}",
    ];

    /// <summary>What a seed makes of a good answer.</summary>
    public static byte[] Of(string good, int seed)
    {
        var random = new Random(seed);
        var root = JsonNode.Parse(good)!;
        var places = new List<(JsonNode Parent, string? Name, int Index)>();
        Collect(root, places);
        var marks = new List<(string Mark, string Value)>();
        for (var changes = random.Next(4); changes > 0 && places.Count > 0; changes--)
        {
            var (parent, name, index) = places[random.Next(places.Count)];
            var mark = $"@@{marks.Count.ToString(CultureInfo.InvariantCulture)}@@";
            marks.Add((mark, Value(random)));
            if (parent is JsonArray array && index < array.Count)
            {
                array[index] = mark;
            }
            else if (parent is JsonObject json)
            {
                json[name!] = mark;
            }
        }

        var text = marks.Aggregate(root.ToJsonString(), (text, mark) => text.Replace($"\"{mark.Mark}\"", mark.Value, StringComparison.Ordinal));
        return Spoil(text, random);
    }

    private static byte[] Spoil(string text, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        switch (random.Next(8))
        {
            case 0: // Cut short.
                return bytes[..random.Next(bytes.Length + 1)];
            case 1: // A few bytes replaced, which may be no Unicode.
                for (var count = random.Next(1, 4); count > 0 && bytes.Length > 0; count--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
            case 2: // Each member of the outermost object twice.
                return text.StartsWith('{') && text.Length > 2 ? Encoding.UTF8.GetBytes($"{text[..^1]},{text[1..]}") : bytes;
            default:
                return bytes;
        }
    }

    private static string Value(Random random) => random.Next(8) switch
    {
        0 => new string('[', 200) + new string(']', 200),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100),
        2 => $"\"{new string('x', random.Next(20_000))}\"",
        < 6 => Texts[random.Next(Texts.Length)],
        _ => Others[random.Next(Others.Length)],
    };

    private static void Collect(JsonNode node, List<(JsonNode Parent, string? Name, int Index)> places)
    {
        if (node is JsonObject json)
        {
            foreach (var (name, value) in json)
            {
                places.Add((json, name, 0));
                if (value is not null)
                {
                    Collect(value, places);
                }
            }
        }
        else if (node is JsonArray array)
        {
            for (var index = 0; index < array.Count; index++)
            {
                places.Add((array, null, index));
                if (array[index] is { } value)
                {
                    Collect(value, places);
                }
            }
        }
    }
}
