using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RotationService.Simulation.Processes.Judging;

/// <summary>Checks the chain of an audit file from its description in docs/audit-log.md alone.</summary>
internal static class AuditFile
{
    private const int HashLength = 64;

    /// <summary>Its lines without their line breaks; what follows the last one is the last.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> content)
    {
        while (!content.IsEmpty)
        {
            var end = content.Span.IndexOf((byte)'\n');
            yield return end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
        }
    }

    /// <summary>What is wrong with the file of a process that has ended in order; null if nothing.</summary>
    public static string? Problem(ReadOnlyMemory<byte> content)
    {
        if (!content.IsEmpty && content.Span[^1] != '\n')
        {
            return "it ends in the middle of a line";
        }

        var previous = new string('0', HashLength);
        var number = 0L;
        ReadOnlyMemory<byte>? torn = null;
        foreach (var line in Lines(content))
        {
            if (Hash(line) is not { } hash)
            {
                if (torn is not null)
                {
                    return $"behind record {number} two lines in a row are no records";
                }

                torn = line;
                continue;
            }

            using var record = JsonDocument.Parse(line);
            if (record.RootElement.GetProperty("seq").GetInt64() != ++number || record.RootElement.GetProperty("prev").GetString() != previous)
            {
                return $"record {number} does not follow the one before it";
            }

            if (torn is { } half && !Seals(record.RootElement, half))
            {
                return $"the torn line before record {number} is not sealed";
            }

            (previous, torn) = (hash, null);
        }

        return torn is null ? null : "it ends in a torn line";
    }

    /// <summary>The hash that a line bears, if it is a record and fits; null otherwise.</summary>
    private static string? Hash(ReadOnlyMemory<byte> line)
    {
        var tail = Encoding.ASCII.GetByteCount(",\"hash\":\"") + HashLength + 2;
        if (line.Length <= tail || !line.Span[^tail..].StartsWith(",\"hash\":\""u8))
        {
            return null;
        }

        var told = Encoding.ASCII.GetString(line.Span[^(HashLength + 2)..^2]);
        return told == Convert.ToHexStringLower(SHA256.HashData([.. line.Span[..^tail], (byte)'}'])) ? told : null;
    }

    private static bool Seals(JsonElement record, ReadOnlyMemory<byte> half) =>
        record.GetProperty("kind").GetString() == "Recovered"
        && record.GetProperty("tornBytes").GetInt64() == half.Length
        && record.GetProperty("tornHash").GetString() == Convert.ToHexStringLower(SHA256.HashData(half.Span));
}
