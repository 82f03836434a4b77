using System.Globalization;

namespace RotationService.Simulation.Memory;

/// <summary>All that a stopped process of this machine may have written: its writable mappings, read through <c>/proc</c>.</summary>
internal sealed class WritableMemory(int processId)
{
    /// <summary>A piece is read at once, and overlaps the next by more than any needle is long.</summary>
    private const int PieceLength = 1 << 22;

    private const int Overlap = 1 << 10;

    /// <summary>Where each needle's bytes are, and the name of the mapping; null if it has none.</summary>
    public IEnumerable<(ulong Address, Needle Needle, string? Mapping)> Find(IReadOnlyList<Needle> needles)
    {
        using var memory = File.OpenHandle($"/proc/{processId}/mem");
        var piece = new byte[PieceLength + Overlap];
        foreach (var (begin, end, name) in Mappings())
        {
            for (var at = begin; at < end; at += PieceLength)
            {
                var length = Read(memory, piece, at, (int)Math.Min((ulong)piece.Length, end - at));
                foreach (var needle in needles)
                {
                    foreach (var index in IndicesOf(piece.AsSpan(0, length), needle.Bytes).Where(index => index < PieceLength))
                    {
                        yield return (at + (ulong)index, needle, name);
                    }
                }
            }
        }
    }

    private static int Read(Microsoft.Win32.SafeHandles.SafeFileHandle memory, byte[] piece, ulong at, int length)
    {
        try
        {
            return RandomAccess.Read(memory, piece.AsSpan(0, length), (long)at);
        }
        catch (IOException)
        {
            // Reserved, with nothing behind it.
            return 0;
        }
    }

    private static List<int> IndicesOf(ReadOnlySpan<byte> piece, byte[] bytes)
    {
        var indices = new List<int>();
        for (var from = 0; piece[from..].IndexOf(bytes) is >= 0 and var index; from += index + 1)
        {
            indices.Add(from + index);
        }

        return indices;
    }

    private IEnumerable<(ulong Begin, ulong End, string? Name)> Mappings()
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/maps"))
        {
            var parts = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (parts[1].Contains('w', StringComparison.Ordinal))
            {
                var ends = parts[0].Split('-');
                yield return (Hex(ends[0]), Hex(ends[1]), parts.Length > 5 ? parts[5].Trim() : null);
            }
        }
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
