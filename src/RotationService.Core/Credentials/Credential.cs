namespace RotationService.Core.Credentials;

/// <summary>A password credential's metadata, as Graph shows it on the application. Never its value.</summary>
public sealed record Credential
{
    // Half as long as with the offset from UTC, which tells nothing.
    private readonly long _start;
    private readonly long _end;
    private readonly string? _nameBesideMark;
    private readonly string? _hint;

    // Dates come from outside, and whoever may add a credential chooses them: bounded, so that sums with any duration of a policy exist.
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LatestStart = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="keyId">Its only handle.</param>
    /// <param name="displayName">What whoever made it called it; null if nothing.</param>
    /// <param name="startDateTime">When it starts to be valid.</param>
    /// <param name="endDateTime">When it ends; <see cref="DateTimeOffset.MaxValue"/> if Graph shows no end.</param>
    /// <param name="hint">The value's first three characters; null if Graph shows none.</param>
    public Credential(Guid keyId, string? displayName, DateTimeOffset startDateTime, DateTimeOffset endDateTime, string? hint)
    {
        KeyId = keyId;
        DisplayName = displayName;
        StartDateTime = startDateTime;
        EndDateTime = endDateTime;
        Hint = hint;
    }

    /// <summary>Its only handle.</summary>
    public Guid KeyId { get; init; }

    /// <summary>What whoever made it called it; null if nothing.</summary>
    /// <remarks>What is called by our mark is kept as that: the text is the largest part of what is held of an application.</remarks>
    public string? DisplayName
    {
        get => _nameBesideMark ?? Mark?.ToString();
        init
        {
            Mark = CredentialMark.TryParse(value);
            _nameBesideMark = Mark?.Reads(value) is true ? null : value;
        }
    }

    /// <summary>When it starts to be valid; Graph's default is when it was made. Whoever adds a credential chooses it, so it proves no age of a foreign one. Cut to the years 1900 to 9000.</summary>
    public DateTimeOffset StartDateTime
    {
        get => new(_start, TimeSpan.Zero);
        init => _start = (value < Earliest ? Earliest : value > LatestStart ? LatestStart : value).UtcTicks;
    }

    /// <summary>When it ends; <see cref="DateTimeOffset.MaxValue"/> if Graph shows no end.</summary>
    public DateTimeOffset EndDateTime
    {
        get => new(_end, TimeSpan.Zero);
        init => _end = (value < Earliest ? Earliest : value).UtcTicks;
    }

    /// <summary>The value's first three characters; null if Graph shows none.</summary>
    public string? Hint
    {
        get => _hint;
        init => _hint = string.IsNullOrWhiteSpace(value) ? null : value.Length > SecretText.HintLength ? value[..SecretText.HintLength] : value;
    }

    /// <summary>Our mark, if it bears one.</summary>
    public CredentialMark? Mark { get; private init; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded(DateTimeOffset now) => now >= EndDateTime;
}
