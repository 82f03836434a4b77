using RotationService.Core.Credentials;

namespace RotationService.Core.Tests.Fakes;

internal sealed record FakeApplication(Guid AppId, Guid ObjectId, string DisplayName, string? Audience)
{
    public List<FakeCredential> Live { get; } = [];

    /// <summary>Credentials that reads do not show though they are there.</summary>
    public HashSet<Guid> Lagging { get; } = [];

    public List<string> Tags { get; } = [];

    public List<string> Owners { get; } = [];

    /// <summary>Whether we may change it.</summary>
    public bool IsOurs { get; set; } = true;

    /// <summary>Whether these are the credentials of its registration or of its service principal.</summary>
    public DirectoryKind Kind { get; init; }

    /// <summary>The tenant it is in; null for the only one.</summary>
    public Guid? TenantId { get; init; }

    public DirectoryApplication Read() => new(AppId, ObjectId, DisplayName, Audience, [.. Live.Where(credential => !Lagging.Contains(credential.KeyId)).Select(credential => credential.Read())]) { Kind = Kind, TenantId = TenantId };
}

internal sealed record FakeCredential(Guid KeyId, string? DisplayName, DateTimeOffset Made, DateTimeOffset End, string Value)
{
    public DateTimeOffset UsableAt { get; set; }

    public Credential Read() => new(KeyId, DisplayName, Made, End, Value[..SecretText.HintLength]);
}
