namespace RotationService.Sandbox.State;

/// <summary>One version of a secret.</summary>
internal sealed class SecretVersion
{
    /// <summary>
    /// The identifier: 32 lower-case hex digits, chosen at random. Their order does not depend on time (documented
    /// example).
    /// </summary>
    public required string Version { get; init; }

    public required string Value { get; init; }

    public string? PreviousVersion { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public bool Enabled { get; set; } = true;

    /// <summary>
    /// The end in Unix seconds, which is informational. An expired version is still served (documented).
    /// </summary>
    public long? ExpiresOn { get; set; }

    /// <summary>The start in Unix seconds, which is informational, too.</summary>
    public long? NotBefore { get; set; }

    public string? ContentType { get; set; }

    public IReadOnlyDictionary<string, string> Tags { get; set; } = new Dictionary<string, string>();

    /// <summary>Returns a copy that later changes do not affect.</summary>
    internal SecretVersion Copy() => (SecretVersion)MemberwiseClone();
}
