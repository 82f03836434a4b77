using System.Buffers;
using System.Text.Json;

namespace RotationService.Sandbox.Hosting;

/// <summary>The sandbox's state on disk: a file of batches, one JSON line each, appended to and now and then compacted.</summary>
/// <remarks>
/// A batch is all or nothing. It has reached the operating system when <see cref="Append"/> returns, so it survives
/// the death of the process at any moment; only a failure of the machine itself may lose the last of them.
/// Safe for use from several threads.
/// </remarks>
internal sealed class StateJournal : IDisposable
{
    private const long SmallestWorthCompacting = 16 * 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly long _smallest;
    private FileStream _file;
    private long _compactedLength;

    private StateJournal(string path, long smallest, IReadOnlyList<StateRecord> records)
    {
        _path = path;
        _smallest = smallest;
        Records = records;
        WriteCompacted(records);
        _file = OpenForAppend();
        _compactedLength = _file.Length;
    }

    /// <summary>What was in it when it was opened: the newest record of each kind and key, in the order in which they first came.</summary>
    public IReadOnlyList<StateRecord> Records { get; }

    /// <summary>Opens the journal, or begins one; a last line torn by a crash is forgotten.</summary>
    /// <param name="path">The file; its directory must be there.</param>
    /// <param name="begin">What a new one begins with, or one in which there is nothing; all of it is there at once or nothing is. Null for nothing.</param>
    /// <param name="smallestWorthCompacting">From how many bytes on it is compacted, once it has also grown fourfold.</param>
    /// <exception cref="StateCorruptException">Any other line cannot be read.</exception>
    public static StateJournal Open(string path, Func<IReadOnlyList<StateRecord>>? begin = null, long smallestWorthCompacting = SmallestWorthCompacting)
    {
        IReadOnlyList<StateRecord> records = File.Exists(path) ? Read(path) : [];
        return new(path, smallestWorthCompacting, records.Count == 0 && begin is not null ? begin() : records);
    }

    /// <summary>Adds a batch; it is safe once this returns.</summary>
    public void Append(IReadOnlyList<StateRecord> batch)
    {
        var line = new ArrayBufferWriter<byte>();
        WriteLine(line, batch);
        lock (_lock)
        {
            var before = _file.Length;
            try
            {
                _file.Write(line.WrittenSpan);
            }
            catch (IOException)
            {
                // A full disk may have taken half of it, and the next batch must not be glued to that half.
                _file.SetLength(before);
                _file.Position = before;
                throw;
            }

            if (_file.Length > Math.Max(_smallest, 4 * _compactedLength))
            {
                Compact();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private static List<StateRecord> Read(string path)
    {
        var newest = new Dictionary<(string Kind, string Key), StateRecord>();
        var content = File.ReadAllBytes(path).AsSpan();
        for (var number = 1L; ; number++)
        {
            // Whatever follows the last line feed was not acknowledged.
            var end = content.IndexOf((byte)'\n');
            if (end < 0)
            {
                break;
            }

            foreach (var record in ReadLine(path, number, content[..end]))
            {
                newest[(record.Kind, record.Key)] = record;
            }

            content = content[(end + 1)..];
        }

        return [.. newest.Values.Where(record => record.Value is not null)];
    }

    private static StateRecord[] ReadLine(string path, long number, ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<StateRecord[]>(line, Json) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new StateCorruptException(path, number, e);
        }
    }

    private static void WriteLine(IBufferWriter<byte> output, IReadOnlyList<StateRecord> batch)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            JsonSerializer.Serialize(json, batch, Json);
        }

        output.Write("\n"u8);
    }

    private void Compact()
    {
        _file.Dispose();
        try
        {
            WriteCompacted(Read(_path));
        }
        finally
        {
            // Whether or not there was room for the new file, one of the two is in place.
            _file = OpenForAppend();
        }

        _compactedLength = _file.Length;
    }

    private FileStream OpenForAppend()
    {
        var file = PrivateFile.Open(_path, FileMode.Open, FileShare.Read);
        file.Seek(0, SeekOrigin.End);
        return file;
    }

    private void WriteCompacted(IReadOnlyList<StateRecord> records)
    {
        PrivateFile.Replace(_path, stream =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            foreach (var record in records)
            {
                WriteLine(buffer, [record]);
                if (buffer.WrittenCount > 64 * 1024)
                {
                    stream.Write(buffer.WrittenSpan);
                    buffer.ResetWrittenCount();
                }
            }

            stream.Write(buffer.WrittenSpan);
        });
    }
}
