using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Output;

namespace RotationService.Audit;

/// <summary>The form of a line of the audit log: one JSON object, its hash the last field.</summary>
/// <remarks>
/// <para>The fields, in this order; those without a value are left out:</para>
/// <list type="table">
/// <item><term>seq</term><description>the line's number in this file, from 1</description></item>
/// <item><term>at</term><description>when, in the services' time, UTC</description></item>
/// <item><term>kind</term><description>Intent, Outcome or Recovered</description></item>
/// <item><term>intentId</term><description>what an intent and its outcome have in common; also the <c>client-request-id</c> of the call</description></item>
/// <item><term>step, policy, appId, objectKind, objectId, tenantId, rotationId, keyId, vault, secret, version</term><description>what it is about; objectKind is "servicePrincipal" or left out, for a registration; tenantId is the tenant that the object is in</description></item>
/// <item><term>outcome, reason, message, requestId</term><description>how it ended and why; the service's own id of the request</description></item>
/// <item><term>process</term><description>on the first line that a process writes: which one it was</description></item>
/// <item><term>tornBytes, tornHash</term><description>on Recovered: the length and SHA-256 of the torn line before it</description></item>
/// <item><term>prev</term><description>the hash of the line before; 64 zeros on the first</description></item>
/// <item><term>hash</term><description>SHA-256, lower-case hex, of this line's bytes without this field: up to the comma before it, and the closing brace</description></item>
/// </list>
/// </remarks>
internal static class AuditLine
{
    /// <summary>What is wrong with a line that a crash may have torn; anything else is wrong with a line that is all there.</summary>
    public const string NotWhole = "it is not a whole record";

    /// <summary>The <c>prev</c> of a file's first line.</summary>
    public static readonly string NoHash = new('0', HashLength);

    private const int HashLength = 64;

    private static readonly byte[] HashField = ",\"hash\":\""u8.ToArray();

    private static readonly JsonWriterOptions Options = new() { Encoder = JsonText.Encoder };

    /// <summary>Writes a line, its line break included, and tells its hash.</summary>
    /// <param name="entry">What to write; its own hash is ignored.</param>
    /// <param name="process">Which process writes, on its first line; null on others.</param>
    /// <param name="hash">The line's hash.</param>
    public static byte[] Write(AuditEntry entry, string? process, out string hash)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            WriteFields(json, entry, process);
        }

        var line = JsonText.Escape(buffer.WrittenSpan);
        hash = Hash(line);
        return [.. line[..^1], .. HashField, .. Encoding.ASCII.GetBytes(hash), (byte)'"', (byte)'}', (byte)'\n'];
    }

    /// <summary>What every line with this hash ends in, its line break included; nothing for a log without lines.</summary>
    public static byte[] EndOf(string hash) => hash == NoHash ? [] : [.. HashField, .. Encoding.ASCII.GetBytes(hash), .. "\"}\n"u8];

    /// <summary>Reads a line without its line break; null, and what is wrong, if it is none of ours or was changed.</summary>
    public static AuditEntry? Read(ReadOnlySpan<byte> line, out string problem)
    {
        var tail = HashField.Length + HashLength + 2;
        if (line.Length <= tail || !line[^tail..].StartsWith(HashField) || !line.EndsWith("\"}"u8))
        {
            problem = NotWhole;
            return null;
        }

        var told = Encoding.ASCII.GetString(line.Slice(line.Length - HashLength - 2, HashLength));
        if (!string.Equals(told, Hash([.. line[..^tail], (byte)'}']), StringComparison.Ordinal))
        {
            problem = "its hash does not fit: it was changed after it was written";
            return null;
        }

        try
        {
            problem = "";
            using var document = JsonDocument.Parse(line.ToArray());
            return ReadFields(document.RootElement, told);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            problem = $"it cannot be read: {exception.Message}";
            return null;
        }
    }

    /// <summary>SHA-256 in lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Writes the record's own fields into an object that is open, for results as well.</summary>
    public static void WriteRecord(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteString("at", record.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("kind", record.Kind.ToString());
        if (record.Kind == AuditKind.Recovered)
        {
            Add(json, "message", record.Message);
            return;
        }

        json.WriteString("intentId", record.IntentId);
        json.WriteString("step", record.Step.ToString());
        json.WriteString("policy", record.Policy);
        json.WriteString("appId", record.AppId);
        Add(json, "objectKind", record.ObjectKind is DirectoryKind.ServicePrincipal ? record.ObjectKind.Word() : null);
        json.WriteString("objectId", record.ObjectId);
        Add(json, "tenantId", record.TenantId?.ToString("D"));
        Add(json, "rotationId", record.RotationId?.ToString());
        Add(json, "keyId", record.KeyId?.ToString("D"));
        Add(json, "vault", record.Vault?.GetLeftPart(UriPartial.Authority));
        Add(json, "secret", record.Secret);
        Add(json, "version", record.Version);
        Add(json, "outcome", record.Outcome?.ToString());
        json.WriteString("reason", record.Reason.ToString());
        Add(json, "message", record.Message);
        Add(json, "requestId", record.RequestId);
    }

    private static void WriteFields(Utf8JsonWriter json, AuditEntry entry, string? process)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Sequence);
        WriteRecord(json, entry.Record);
        Add(json, "process", process);
        if (entry.TornBytes is { } torn)
        {
            json.WriteNumber("tornBytes", torn);
            Add(json, "tornHash", entry.TornHash);
        }

        json.WriteString("prev", entry.Previous);
        json.WriteEndObject();
    }

    private static AuditEntry ReadFields(JsonElement json, string hash)
    {
        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        Guid Id(string name) => json.TryGetProperty(name, out var value) ? value.GetGuid() : Guid.Empty;
        T Word<T>(string name)
            where T : struct, Enum => Text(name) is { } word ? Enum.Parse<T>(word) : default;

        var record = new AuditRecord(Word<AuditKind>("kind"), json.GetProperty("at").GetDateTimeOffset(), Id("intentId"), Word<Step>("step"))
        {
            Policy = Text("policy") ?? "",
            AppId = Id("appId"),
            ObjectKind = Text("objectKind") == DirectoryKind.ServicePrincipal.Word() ? DirectoryKind.ServicePrincipal : DirectoryKind.Application,
            ObjectId = Id("objectId"),
            TenantId = Text("tenantId") is { } tenant ? Guid.Parse(tenant) : null,
            RotationId = RotationId.TryParse(Text("rotationId"), out var rotation) ? rotation : null,
            KeyId = Text("keyId") is { } keyId ? Guid.Parse(keyId) : null,
            Vault = Text("vault") is { } vault ? new Uri(vault) : null,
            Secret = Text("secret"),
            Version = Text("version"),
            Outcome = Text("outcome") is { } outcome ? Enum.Parse<StepOutcome>(outcome) : null,
            Reason = Word<Reason>("reason"),
            Message = Text("message"),
            RequestId = Text("requestId"),
        };
        return new AuditEntry(json.GetProperty("seq").GetInt64(), record, hash, Text("prev") ?? "")
        {
            TornBytes = json.TryGetProperty("tornBytes", out var torn) ? torn.GetInt64() : null,
            TornHash = Text("tornHash"),
        };
    }

    private static void Add(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
