namespace RotationService.Audit;

/// <summary>Reads an audit log from its beginning, line by line, and checks the hash chain.</summary>
internal sealed class AuditChain
{
    // A record has a few hundred bytes. A file without line breaks is refused before it fills the memory.
    private const int LongestLine = 1024 * 1024;

    private ReadOnlyMemory<byte>? _torn;

    /// <summary>The number of the last whole record. 0 if there is none.</summary>
    public long Sequence { get; private set; }

    /// <summary>The hash of the last whole record.</summary>
    public string LastHash { get; private set; } = AuditLine.NoHash;

    /// <summary>The number of lines read.</summary>
    public long Lines { get; private set; }

    /// <summary>The number of the first broken line, counted from 1. Null if no line is broken.</summary>
    public long? BrokenLine { get; private set; }

    /// <summary>What is wrong with the broken line. Empty if no line is broken.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The bytes after the last line break. Empty, or a line that a crash left torn.</summary>
    public ReadOnlyMemory<byte> Tail { get; private set; }

    /// <summary>The number of records that sealed a torn line.</summary>
    public int Recoveries { get; private set; }

    /// <summary>The whole records of a log in order, up to the end or the first broken line.</summary>
    /// <param name="stream">The log, at its beginning. It is read to its current end.</param>
    /// <exception cref="IOException">The log cannot be read, or has a line that is too long to be a record.</exception>
    public IEnumerable<AuditEntry> Read(Stream stream)
    {
        foreach (var (line, isWhole) in LinesOf(stream))
        {
            if (!isWhole)
            {
                Tail = line;
                break;
            }

            Lines++;
            if (Check(line) is { } entry)
            {
                yield return entry;
            }

            if (BrokenLine is not null)
            {
                yield break;
            }
        }

        if (_torn is not null)
        {
            Break(Lines, $"{AuditLine.NotWhole}, and no `recovered` record follows it");
        }
    }

    private AuditEntry? Check(ReadOnlyMemory<byte> line)
    {
        var entry = AuditLine.Read(line.Span, out var problem);
        if (_torn is { } torn)
        {
            _torn = null;
            if (entry is not { TornHash: not null }
                || entry.TornBytes != torn.Length
                || entry.TornHash != AuditLine.Hash(torn.Span))
            {
                Break(Lines - 1, $"{AuditLine.NotWhole}, and no matching `recovered` record follows it");
                return null;
            }

            Recoveries++;
        }
        else if (entry is null)
        {
            // Only a line directly before a `recovered` record may be torn. The next line shows whether this one is.
            if (problem == AuditLine.NotWhole)
            {
                _torn = line;
            }
            else
            {
                Break(Lines, problem);
            }

            return null;
        }

        if (entry.Previous != LastHash)
        {
            Break(Lines, entry.Sequence == Sequence + 1
                ? "its `prev` is not the hash of the line before it"
                : $"its `seq` is {entry.Sequence} and should be {Sequence + 1}: records were removed, repeated or reordered");
            return null;
        }

        if (entry.Sequence != Sequence + 1)
        {
            Break(Lines, $"its `seq` is {entry.Sequence} and should be {Sequence + 1}");
            return null;
        }

        (Sequence, LastHash) = (entry.Sequence, entry.Hash);
        return entry;
    }

    private void Break(long line, string problem) => (BrokenLine, Problem) = (line, problem);

    private static IEnumerable<(ReadOnlyMemory<byte> Line, bool IsWhole)> LinesOf(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            if (filled == LongestLine)
            {
                throw new IOException($"it has a line of more than {LongestLine} bytes, so it is not an audit log");
            }

            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
            var begin = 0;
            int length;
            while ((length = buffer.AsSpan(begin, filled - begin).IndexOf((byte)'\n')) >= 0)
            {
                yield return (buffer.AsSpan(begin, length).ToArray(), true);
                begin += length + 1;
            }

            buffer.AsSpan(begin, filled - begin).CopyTo(buffer);
            filled -= begin;
        }

        if (filled > 0)
        {
            yield return (buffer.AsSpan(0, filled).ToArray(), false);
        }
    }
}
