using System.Globalization;

namespace RotationService.Core.Credentials;

/// <summary>
/// The tags that the service puts on a vault version, in the same write as its value. They hold nothing sensitive,
/// because everybody who may list versions can read tags.
/// </summary>
/// <remarks>
/// Everybody who may write a secret in the vault can write any tag. The tags are therefore only a claim. They name the
/// credential that a version is compared with, and they can delay a removal. Only Entra decides which credentials
/// belong to the service.
/// </remarks>
/// <param name="RotationId">The rotation that made the version.</param>
/// <param name="AppId">The client ID of the application that the credential belongs to.</param>
/// <param name="Stage">The stage of the version.</param>
public sealed record VersionTags(RotationId RotationId, Guid AppId, VersionStage Stage)
{
    /// <summary>The value of the <c>managed-by</c> tag, which identifies a version of the service.</summary>
    public const string ManagedBy = "rotation-service";

    /// <summary>The longest tag value that Key Vault is known to accept, in characters.</summary>
    private const int MaxTagLength = 256;

    /// <summary>The longest grace period that a tag may claim. No credential lives longer.</summary>
    private static readonly TimeSpan MaxGrace = TimeSpan.FromDays(730);

    private const int SupersedesDigits = 8;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The name of the policy when the version was written.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The credential whose value the version holds. Null on an intent.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>
    /// Why the rotation started. It is on intents and pending versions, so that another process can resume the
    /// rotation.
    /// </summary>
    public string? Because { get; init; }

    /// <summary>When a pending version was closed, in whole seconds. Null if it is not closed.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>
    /// The grace period that was promised to consumers at publication. Null before publication, and null if the tag is
    /// not a number of seconds up to two years.
    /// </summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>
    /// Whether a tag has a value that the service would not write, which means that somebody changed it. Such a tag
    /// counts as absent.
    /// </summary>
    public bool IsDamaged { get; init; }

    /// <summary>The names of the vaults that the value is published to.</summary>
    public IReadOnlyList<string> Vaults { get; init; } = [];

    /// <summary>
    /// The first eight hex digits of each key ID that the application had when the credential was issued.
    /// </summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>
    /// The first eight hex digits of the key ID that was last retired against this version, if that credential has no
    /// version of its own to tag.
    /// </summary>
    public string? Retiring { get; init; }

    /// <summary>Returns the form in which <see cref="Supersedes"/> lists a key ID.</summary>
    public static string Abbreviate(Guid keyId) => keyId.ToString("N")[..SupersedesDigits];

    /// <summary>Whether this credential already existed when the version's credential was issued.</summary>
    public bool DoesSupersede(Guid keyId) => Supersedes.Contains(Abbreviate(keyId), StringComparer.Ordinal);

    /// <summary>
    /// Reads the tags of a version. Returns null if the version does not belong to the service or a required tag cannot
    /// be read.
    /// </summary>
    public static VersionTags? TryRead(IReadOnlyDictionary<string, string> tags)
    {
        string? Tag(string name) => tags.TryGetValue(name, out var value) ? value : null;

        if (Tag("managed-by") != ManagedBy
            || !RotationId.TryParse(Tag("rotation-id"), out var rotationId)
            || !Guid.TryParse(Tag("app-id"), out var appId)
            || !Enum.TryParse<VersionStage>(Tag("stage"), out var stage)
            || !Enum.IsDefined(stage)
            || stage.ToString() != Tag("stage"))
        {
            return null;
        }

        var (keyId, grace, closedAt) = (ReadKeyId(Tag("key-id")), ReadGrace(Tag("grace")), ReadTime(Tag("closed-at")));

        return new VersionTags(rotationId, appId, stage)
        {
            Policy = Bounded(Tag("policy")) ?? "",
            KeyId = keyId,
            Because = Bounded(Tag("because")),
            ClosedAt = closedAt,
            Grace = grace,
            Vaults = Words(Tag("vaults")),
            Supersedes = Words(Tag("supersedes")),
            Retiring = Bounded(Tag("retiring")),
            IsDamaged = (Tag("key-id") is not null && keyId is null)
                || (Tag("grace") is not null && grace is null)
                || (Tag("closed-at") is not null && closedAt is null),
        };
    }

    /// <summary>
    /// Whether the tags name this credential, by its key ID and by the rotation in its mark. Whoever can write tags can
    /// name any credential.
    /// </summary>
    internal bool Names(Credential credential) =>
        KeyId == credential.KeyId && credential.Mark?.RotationId == RotationId;

    /// <summary>
    /// Returns the tags for the vault. The grace period is in whole seconds, and list entries are separated by spaces.
    /// </summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["managed-by"] = ManagedBy,
            ["policy"] = Policy,
            ["rotation-id"] = RotationId.ToString(),
            ["app-id"] = AppId.ToString("D"),
            ["stage"] = Stage.ToString(),
        };
        Add("key-id", KeyId?.ToString("D"));
        Add("because", Because);
        Add("closed-at", ClosedAt?.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
        Add("grace", Grace is { } grace ? ((long)grace.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null);
        Add("vaults", Vaults.Count > 0 ? Join(Vaults) : null);
        Add("supersedes", Supersedes.Count > 0 ? Join(Supersedes) : null);
        Add("retiring", Retiring);
        return tags;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                tags[name] = value;
            }
        }
    }

    private static string[] Words(string? text) =>
        Bounded(text)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Bounded(string? text) => text is { Length: > MaxTagLength } ? text[..MaxTagLength] : text;

    private static Guid? ReadKeyId(string? text) => Guid.TryParse(text, out var keyId) ? keyId : null;

    private static TimeSpan? ReadGrace(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= (long)MaxGrace.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            TimeFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time)
            ? time
            : null;

    // An entry that does not fit is omitted as a whole. A credential that is not listed is adopted one rotation later,
    // never too early.
    private static string Join(IReadOnlyList<string> words)
    {
        var text = "";
        foreach (var word in words)
        {
            var longer = text.Length == 0 ? word : $"{text} {word}";
            if (longer.Length > MaxTagLength)
            {
                break;
            }

            text = longer;
        }

        return text;
    }
}
