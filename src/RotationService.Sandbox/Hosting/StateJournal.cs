using System.Buffers;
using System.Text.Json;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// The state of the sandbox on disk: a file of batches with one JSON line each. The file is appended to and compacted
/// now and then.
/// </summary>
/// <remarks>
/// <para>
/// A batch is stored completely or not at all. When <see cref="Append"/> returns, the batch has reached the operating
/// system, so it survives the death of the process at any moment. Only a failure of the machine itself can lose the
/// last batches.
/// </para>
/// <para>The type is safe for use by several threads.</para>
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

    /// <summary>
    /// The content at the time of opening: the newest record of each kind and key, in the order of their first
    /// occurrence.
    /// </summary>
    public IReadOnlyList<StateRecord> Records { get; }

    /// <summary>Opens the journal, or starts a new one. A last line that a crash left incomplete is dropped.</summary>
    /// <param name="path">The file. Its directory must exist.</param>
    /// <param name="begin">
    /// Returns the initial content of a new or empty journal, which is stored completely or not at all. Null for none.
    /// </param>
    /// <param name="smallestWorthCompacting">
    /// The size in bytes from which the journal is compacted, once it has also grown to more than four times its
    /// compacted size.
    /// </param>
    /// <exception cref="StateCorruptException">Another line cannot be read.</exception>
    public static StateJournal Open(
        string path,
        Func<IReadOnlyList<StateRecord>>? begin = null,
        long smallestWorthCompacting = SmallestWorthCompacting)
    {
        IReadOnlyList<StateRecord> records = File.Exists(path) ? Read(path) : [];
        return new(path, smallestWorthCompacting, records.Count == 0 && begin is not null ? begin() : records);
    }

    /// <summary>Appends a batch. It is durable when the method returns.</summary>
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
                // A full disk may have taken a part of the line. The next batch must not follow that part.
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
            // Bytes after the last line feed were not acknowledged.
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
            return JsonSerializer.Deserialize<StateRecord[]>(line, Json) ?? throw new JsonException("The record is null.");
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
            // Whether or not the new file was written, one of the two files is in place.
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
