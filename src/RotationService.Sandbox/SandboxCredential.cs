namespace RotationService.Sandbox;

/// <summary>A credential with its value, which no service returns again. It is for people who set up worlds.</summary>
/// <param name="KeyId">The key ID.</param>
/// <param name="DisplayName">The display name.</param>
/// <param name="StartDateTime">When the credential becomes valid.</param>
/// <param name="EndDateTime">When the credential expires.</param>
/// <param name="SecretText">The value.</param>
public sealed record SandboxCredential(
    Guid KeyId,
    string? DisplayName,
    DateTimeOffset StartDateTime,
    DateTimeOffset EndDateTime,
    string SecretText)
{
    /// <summary>Returns the key ID and the display name, without the value.</summary>
    public override string ToString() => $"{KeyId} {DisplayName}";
}
