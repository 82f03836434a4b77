using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Simulation.Checking;

/// <summary>An audit log as an auditor reads it: from the file, by its documented form, recomputing every hash.</summary>
internal sealed class AuditTail(string path) : IDisposable
{
    private const int HashLength = 64;
    private static readonly byte[] HashField = ",\"hash\":\""u8.ToArray();

    private readonly Dictionary<Guid, (Guid AppId, string? Step)> _open = [];
    private readonly HashSet<Guid> _closed = [];
    private readonly List<(Guid AppId, Guid KeyId)> _stored = [];
    private SafeFileHandle? _file;
    private long _position;
    private long _sequence;
    private string _last = new('0', HashLength);
    private byte[]? _torn;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether an intent about an application is on the disk and has no outcome.</summary>
    public bool HasOpenIntent(Guid appId)
    {
        Read();
        return _open.Values.Any(intent => intent.AppId == appId);
    }

    /// <summary>The intents to issue a credential for an application that have no outcome.</summary>
    public IEnumerable<Guid> OpenIssues(Guid appId)
    {
        Read();
        return _open.Where(intent => intent.Value == (appId, "Issue")).Select(intent => intent.Key);
    }

    /// <summary>The credentials that it has said to be stored since this was asked last.</summary>
    public IReadOnlyList<(Guid AppId, Guid KeyId)> TakeStored()
    {
        Read();
        (Guid, Guid)[] stored = [.. _stored];
        _stored.Clear();
        return stored;
    }

    /// <summary>Reads the whole lines that have been added.</summary>
    public void Read()
    {
        if (_file is null && !File.Exists(path))
        {
            return;
        }

        _file ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var added = RandomAccess.GetLength(_file) - _position;
        if (added <= 0)
        {
            return;
        }

        var bytes = new byte[added];
        var length = RandomAccess.Read(_file, bytes, _position);
        var rest = bytes.AsSpan(0, length);
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            Take(rest[..end]);
            rest = rest[(end + 1)..];
            _position += end + 1;
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Take(ReadOnlySpan<byte> line)
    {
        if (!IsWhole(line))
        {
            Problem ??= _torn is null ? null : "two torn lines in a row";
            _torn = line.ToArray();
            return;
        }

        var hash = Encoding.ASCII.GetString(line.Slice(line.Length - HashLength - 2, HashLength));
        if (hash != Hash([.. line[..^(HashField.Length + HashLength + 2)], (byte)'}']))
        {
            Problem ??= $"the hash of line {_sequence + 1} is wrong";
        }

        using var document = JsonDocument.Parse(line.ToArray());
        var json = document.RootElement;
        if (json.GetProperty("seq").GetInt64() != ++_sequence || json.GetProperty("prev").GetString() != _last)
        {
            Problem ??= $"line {_sequence} does not follow the line before it";
        }

        _last = hash;
        Note(json);
    }

    private void Note(JsonElement json)
    {
        var kind = json.GetProperty("kind").GetString();
        if (_torn is { } torn)
        {
            Problem ??= kind == "Recovered" && json.GetProperty("tornHash").GetString() == Hash(torn) ? null : $"the torn line before line {_sequence} is not sealed";
            _torn = null;
        }

        if (kind == "Recovered")
        {
            return;
        }

        var intent = json.GetProperty("intentId").GetGuid();
        var step = json.GetProperty("step").GetString();
        if (kind == "Intent")
        {
            Problem ??= _open.TryAdd(intent, (json.GetProperty("appId").GetGuid(), step)) && !_closed.Contains(intent) ? null : $"line {_sequence} announces an intent that was announced before";
        }
        else
        {
            Problem ??= _open.Remove(intent) ? null : $"line {_sequence} is the outcome of an intent that has one, or was never announced";
            _closed.Add(intent);
            if (step == "Issue" && json.GetProperty("outcome").GetString() == "Done" && json.TryGetProperty("keyId", out var keyId))
            {
                _stored.Add((json.GetProperty("appId").GetGuid(), keyId.GetGuid()));
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> line)
    {
        var tail = HashField.Length + HashLength + 2;
        return line.Length > tail && line[^tail..].StartsWith(HashField) && line.EndsWith("\"}"u8);
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
