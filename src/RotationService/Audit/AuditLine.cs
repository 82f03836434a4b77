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

/// <summary>The format of a line of the audit log: one JSON object whose last field is its hash.</summary>
/// <remarks>
/// <para>A line has the following fields, in this order. Fields without a value are left out.</para>
/// <list type="table">
/// <item><term>seq</term><description>the number of the line in this file, counted from 1</description></item>
/// <item><term>at</term><description>the time, by the services' clock, in UTC</description></item>
/// <item><term>kind</term><description>Intent, Outcome or Recovered</description></item>
/// <item>
/// <term>intentId</term>
/// <description>the id that an intent and its outcome share, also the <c>client-request-id</c> of the
/// call</description>
/// </item>
/// <item>
/// <term>step, policy, appId, objectKind, objectId, tenantId, rotationId, keyId, vault, secret, version</term>
/// <description>the step and the objects that it concerns. objectKind is "servicePrincipal", and left out for an app
/// registration. tenantId is the tenant that holds the object</description>
/// </item>
/// <item>
/// <term>outcome, reason, message, requestId</term>
/// <description>how the step ended, and why. requestId is the service's own id of the request</description>
/// </item>
/// <item>
/// <term>process</term>
/// <description>the process that writes, on the first line that it writes</description>
/// </item>
/// <item>
/// <term>tornBytes, tornHash</term>
/// <description>on Recovered: the length and the SHA-256 hash of the torn line before it</description>
/// </item>
/// <item>
/// <term>prev</term>
/// <description>the hash of the previous line, or 64 zeros on the first line</description>
/// </item>
/// <item>
/// <term>hash</term>
/// <description>the SHA-256 hash, in lower-case hex, of the bytes of this line without this field: up to the comma
/// before it, and the closing brace</description>
/// </item>
/// </list>
/// </remarks>
internal static class AuditLine
{
    /// <summary>
    /// The problem of a line that a crash may have torn. Every other problem concerns a line that is complete.
    /// </summary>
    public const string NotWhole = "it is not a complete record";

    /// <summary>The <c>prev</c> of the first line of a file.</summary>
    public static readonly string NoHash = new('0', HashLength);

    private const int HashLength = 64;

    private static readonly byte[] HashField = ",\"hash\":\""u8.ToArray();

    private static readonly JsonWriterOptions Options = new() { Encoder = JsonText.Encoder };

    /// <summary>Returns a line, including its line break, and its hash.</summary>
    /// <param name="entry">The entry to write. Its own hash is ignored.</param>
    /// <param name="process">The process that writes, on the first line that it writes. Null on other lines.</param>
    /// <param name="hash">The hash of the line.</param>
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

    /// <summary>The end of a line with this hash, including its line break. Empty for a log without lines.</summary>
    public static byte[] EndOf(string hash) =>
        hash == NoHash ? [] : [.. HashField, .. Encoding.ASCII.GetBytes(hash), .. "\"}\n"u8];

    /// <summary>
    /// Reads a line without its line break. Returns null and the problem if the line is not an audit record or was
    /// changed.
    /// </summary>
    public static AuditEntry? Read(ReadOnlySpan<byte> line, out string problem)
    {
        var tail = HashField.Length + HashLength + 2;
        if (line.Length <= tail || !line[^tail..].StartsWith(HashField) || !line.EndsWith("\"}"u8))
        {
            problem = NotWhole;
            return null;
        }

        var recorded = Encoding.ASCII.GetString(line.Slice(line.Length - HashLength - 2, HashLength));
        if (!string.Equals(recorded, Hash([.. line[..^tail], (byte)'}']), StringComparison.Ordinal))
        {
            problem = "its hash does not match its content: it was changed after it was written";
            return null;
        }

        try
        {
            problem = "";
            using var document = JsonDocument.Parse(line.ToArray());
            return ReadFields(document.RootElement, recorded);
        }
        catch (Exception exception) when (
            exception is JsonException
                or FormatException
                or KeyNotFoundException
                or InvalidOperationException
                or ArgumentException)
        {
            problem = $"it cannot be read: {exception.Message}";
            return null;
        }
    }

    /// <summary>The SHA-256 hash in lower-case hex.</summary>
    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>
    /// Writes the fields of a record into an open JSON object. The results of commands use it as well.
    /// </summary>
    public static void WriteRecord(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteString(
            "at",
            record.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
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

        var record = new AuditRecord(
            Word<AuditKind>("kind"),
            json.GetProperty("at").GetDateTimeOffset(),
            Id("intentId"),
            Word<Step>("step"))
        {
            Policy = Text("policy") ?? "",
            AppId = Id("appId"),
            ObjectKind = Text("objectKind") == DirectoryKind.ServicePrincipal.Word()
                ? DirectoryKind.ServicePrincipal
                : DirectoryKind.Application,
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
