namespace RotationService.Sandbox.State;

/// <summary>One version of a secret.</summary>
internal sealed class SecretVersion
{
    /// <summary>32 lower-case hex digits, drawn at random: their order says nothing about time (documented example).</summary>
    public required string Version { get; init; }

    public required string Value { get; init; }

    public string? PreviousVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>Unix seconds; informational: an expired version is served all the same (documented).</summary>
    public long? ExpiresOn { get; set; }

    /// <summary>Unix seconds; informational as well.</summary>
    public long? NotBefore { get; set; }

    public string? ContentType { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>As it is now, whatever becomes of it.</summary>
    internal SecretVersion Copy() => (SecretVersion)MemberwiseClone();
}
