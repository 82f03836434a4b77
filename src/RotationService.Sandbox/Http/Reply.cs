using System.Buffers;
using System.Text;
using System.Text.Json;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Http;

/// <summary>An answer under construction.</summary>
internal sealed class Reply
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    private Reply(int status, ReadOnlyMemory<byte> body)
    {
        Status = status;
        Body = body;
        if (!body.IsEmpty)
        {
            Headers["Content-Type"] = "application/json; charset=utf-8";
        }
    }

    public int Status { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ReadOnlyMemory<byte> Body { get; }

    public long Padding { get; set; }

    public bool Gzip { get; set; }

    public bool Drop { get; set; }

    public TimeSpan Delay { get; set; }

    public static Reply Empty(int status) => new(status, default);

    /// <summary>Returns an answer with an object that is serialized to JSON.</summary>
    public static Reply Json(int status, object value) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, SandboxJson.Lenient));

    /// <summary>Returns an answer with JSON text, unchanged.</summary>
    public static Reply Text(int status, string json) => new(status, Encoding.UTF8.GetBytes(json));

    /// <summary>
    /// Returns an answer whose JSON is written directly. It is for large answers and for names that are not valid in
    /// C#.
    /// </summary>
    public static Reply Written(int status, Action<Utf8JsonWriter> write)
    {
        // Every request has an answer, so each thread reuses one buffer and one writer.
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(LargestKept);
        var writer = _writer ??=
            new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = SandboxJson.Lenient.Encoder });
        try
        {
            write(writer);
            writer.Flush();
            return new Reply(status, buffer.WrittenSpan.ToArray());
        }
        finally
        {
            _buffer = buffer.Capacity > LargestKept ? null : buffer;
            _writer = _buffer is null ? null : writer;
            buffer.ResetWrittenCount();
            writer.Reset();
        }
    }

    public Reply With(string header, string value)
    {
        Headers[header] = value;
        return this;
    }

    public SandboxResponse Send() =>
        new(Status, Headers, Body) { Drop = Drop, Delay = Delay, Padding = Padding, Gzip = Gzip };
}
