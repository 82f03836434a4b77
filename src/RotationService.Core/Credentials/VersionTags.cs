using System.Globalization;

namespace RotationService.Core.Credentials;

/// <summary>The tags we put on a vault version, in the one write that also carries its value. They hold nothing sensitive: tags can be read by whoever may list.</summary>
/// <remarks>
/// Whoever may write a secret in the vault can write any tag. So what is read here is a claim: it says which credential a version should be
/// compared with, and it may delay a removal; only what Entra shows makes a credential ours.
/// </remarks>
/// <param name="RotationId">The rotation that made the version.</param>
/// <param name="AppId">The application whose credential it is.</param>
/// <param name="Stage">What the version is.</param>
public sealed record VersionTags(RotationId RotationId, Guid AppId, VersionStage Stage)
{
    /// <summary>The value of <c>managed-by</c>, by which a version is known as ours.</summary>
    public const string ManagedBy = "rotation-service";

    /// <summary>The longest tag value Key Vault is sure to take, in characters.</summary>
    private const int MaxTagLength = 256;

    /// <summary>The longest grace period that is believed: no credential lives longer.</summary>
    private static readonly TimeSpan MaxGrace = TimeSpan.FromDays(730);

    private const int SupersedesDigits = 8;

    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The policy's name at the time.</summary>
    public string Policy { get; init; } = "";

    /// <summary>The credential whose value the version holds; null on an intent.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>Why the rotation was begun; on intents and pending versions, so that whoever resumes it knows.</summary>
    public string? Because { get; init; }

    /// <summary>When a pending version was closed, in whole seconds; null while it is not.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The grace period promised to consumers when it was published; null before, and where the tag is no number of seconds up to two years.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>Whether a tag is there that holds no value we would write: somebody changed it. It counts as absent.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>The names of the vaults it is published to.</summary>
    public IReadOnlyList<string> Vaults { get; init; } = [];

    /// <summary>The first eight hex digits of each keyId that was on the application when it was issued.</summary>
    public IReadOnlyList<string> Supersedes { get; init; } = [];

    /// <summary>The first eight hex digits of the last keyId that was retired against this version, if that one has no version of its own to tag.</summary>
    public string? Retiring { get; init; }

    /// <summary>How a keyId is written in <see cref="Supersedes"/>.</summary>
    public static string Abbreviate(Guid keyId) => keyId.ToString("N")[..SupersedesDigits];

    /// <summary>Whether this credential was already there when the version's credential was issued.</summary>
    public bool DoesSupersede(Guid keyId) => Supersedes.Contains(Abbreviate(keyId), StringComparer.Ordinal);

    /// <summary>Reads a version's tags; null if it is not ours or what it says cannot be read.</summary>
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
            IsDamaged = (Tag("key-id") is not null && keyId is null) || (Tag("grace") is not null && grace is null) || (Tag("closed-at") is not null && closedAt is null),
        };
    }

    /// <summary>Whether they name a credential: its key, and the rotation that its mark bears. Whoever writes tags can have them name any.</summary>
    internal bool Names(Credential credential) => KeyId == credential.KeyId && credential.Mark?.RotationId == RotationId;

    /// <summary>The tags as the vault takes them; the grace period in whole seconds, lists separated by blanks.</summary>
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

    private static string[] Words(string? text) => Bounded(text)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string? Bounded(string? text) => text is { Length: > MaxTagLength } ? text[..MaxTagLength] : text;

    private static Guid? ReadKeyId(string? text) => Guid.TryParse(text, out var keyId) ? keyId : null;

    private static TimeSpan? ReadGrace(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= (long)MaxGrace.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static DateTimeOffset? ReadTime(string? text) =>
        DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    // What does not fit is left out whole: a credential that is not named is adopted one rotation later, never too early.
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
