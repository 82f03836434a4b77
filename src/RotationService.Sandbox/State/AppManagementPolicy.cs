namespace RotationService.Sandbox.State;

/// <summary>What an app-management policy says about passwords.</summary>
/// <param name="IsEnabled">Whether it is in force; the tenant's default is not (documented).</param>
/// <param name="PasswordAddition">Whether the restriction <c>passwordAddition</c> is there: no password may be added.</param>
/// <param name="PasswordLifetime">The longest lifetime, an ISO 8601 duration such as <c>P90D</c> or <c>P12M</c>; null for none.</param>
internal sealed record AppManagementPolicy(bool IsEnabled, bool PasswordAddition, string? PasswordLifetime);
