namespace RotationService.Sandbox.State;

/// <summary>The password restrictions of an app management policy.</summary>
/// <param name="IsEnabled">
/// Whether the policy is in force. By default, the policy of a tenant is not (documented).
/// </param>
/// <param name="PasswordAddition">
/// Whether the restriction <c>passwordAddition</c> is present, which forbids adding passwords.
/// </param>
/// <param name="PasswordLifetime">
/// The longest lifetime as an ISO 8601 duration such as <c>P90D</c> or <c>P12M</c>. Null for no limit.
/// </param>
internal sealed record AppManagementPolicy(bool IsEnabled, bool PasswordAddition, string? PasswordLifetime);
