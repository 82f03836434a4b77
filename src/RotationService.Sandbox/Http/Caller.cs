namespace RotationService.Sandbox.Http;

/// <summary>Who a bearer token says is calling.</summary>
/// <param name="TenantId">The tenant that issued the token.</param>
/// <param name="AppId">The client it was issued to.</param>
/// <param name="IsOperator">Whether that is the sandbox's operator.</param>
internal sealed record Caller(Guid TenantId, Guid AppId, bool IsOperator);
