namespace RotationService.Core.Credentials;

/// <summary>The metadata of a credential, as Microsoft Graph shows it. It never includes the value.</summary>
public sealed record Credential
{
    // UTC ticks take half the memory of a DateTimeOffset, whose offset carries no information here.
    private readonly long _start;
    private readonly long _end;
    private readonly string? _nameBesideMark;
    private readonly string? _fingerprint;

    // Whoever adds a credential chooses its dates. The bounds keep sums with any duration of a policy within the range
    // of DateTimeOffset.
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestStart = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="keyId">The key ID, which is the only handle of the credential.</param>
    /// <param name="displayName">The display name that the creator chose. Null if there is none.</param>
    /// <param name="startDateTime">When the credential becomes valid. Cut to the years 1900 to 9000.</param>
    /// <param name="endDateTime">
    /// When the credential expires. <see cref="DateTimeOffset.MaxValue"/> if Graph shows no end.
    /// </param>
    /// <param name="fingerprint">What Graph shows of the value. Null if it shows nothing.</param>
    public Credential(
        Guid keyId,
        string? displayName,
        DateTimeOffset startDateTime,
        DateTimeOffset endDateTime,
        string? fingerprint)
    {
        KeyId = keyId;
        DisplayName = displayName;
        StartDateTime = startDateTime;
        EndDateTime = endDateTime;
        Fingerprint = fingerprint;
    }

    /// <summary>The key ID, which is the only handle of the credential.</summary>
    public Guid KeyId { get; init; }

    /// <summary>The display name that the creator chose. Null if there is none.</summary>
    /// <remarks>
    /// A name that is exactly a <see cref="CredentialMark"/> is stored as the mark. The text would be the largest part
    /// of an application's data in memory.
    /// </remarks>
    public string? DisplayName
    {
        get => _nameBesideMark ?? Mark?.ToString();
        init
        {
            Mark = CredentialMark.TryParse(value);
            _nameBesideMark = Mark?.Reads(value) is true ? null : value;
        }
    }

    /// <summary>
    /// When the credential becomes valid. Graph defaults to the time of creation. Whoever adds a credential chooses
    /// this date, so it does not prove the age of a foreign credential. Cut to the years 1900 to 9000.
    /// </summary>
    public DateTimeOffset StartDateTime
    {
        get => new(_start, TimeSpan.Zero);
        init => _start = (value < Earliest ? Earliest : value > LatestStart ? LatestStart : value).UtcTicks;
    }

    /// <summary>
    /// When the credential expires. <see cref="DateTimeOffset.MaxValue"/> if Graph shows no end. Not before the year
    /// 1900.
    /// </summary>
    public DateTimeOffset EndDateTime
    {
        get => new(_end, TimeSpan.Zero);
        init => _end = (value < Earliest ? Earliest : value).UtcTicks;
    }

    /// <summary>The kind. The default is <see cref="CredentialKind.Password"/>.</summary>
    public CredentialKind Kind { get; init; }

    /// <summary>
    /// What Graph shows of the value: the <c>hint</c> of a password, which is its first three characters. Null if Graph
    /// shows nothing.
    /// </summary>
    public string? Fingerprint
    {
        get => _fingerprint;
        init => _fingerprint = string.IsNullOrWhiteSpace(value) ? null
            : value.Length > SecretText.HintLength ? value[..SecretText.HintLength]
            : value;
    }

    /// <summary>The mark of the service. Null if the display name is not one.</summary>
    public CredentialMark? Mark { get; private init; }

    /// <summary>Whether the credential has expired.</summary>
    public bool HasEnded(DateTimeOffset now) => now >= EndDateTime;
}
