namespace RotationService.Sandbox;

/// <summary>A credential with its value, which no service shows again: for people who build worlds.</summary>
/// <param name="KeyId">Its key id.</param>
/// <param name="DisplayName">Its display name.</param>
/// <param name="StartDateTime">From when on it is valid.</param>
/// <param name="EndDateTime">Until when.</param>
/// <param name="SecretText">The value.</param>
public sealed record SandboxCredential(Guid KeyId, string? DisplayName, DateTimeOffset StartDateTime, DateTimeOffset EndDateTime, string SecretText)
{
    /// <summary>Everything but the value.</summary>
    public override string ToString() => $"{KeyId} {DisplayName}";
}
