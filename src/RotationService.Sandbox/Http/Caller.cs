namespace RotationService.Sandbox.Http;

/// <summary>The caller that a bearer token identifies.</summary>
/// <param name="TenantId">The tenant that issued the token.</param>
/// <param name="AppId">The client ID that the token was issued to.</param>
/// <param name="IsOperator">Whether the caller is the sandbox's operator.</param>
internal sealed record Caller(Guid TenantId, Guid AppId, bool IsOperator);
