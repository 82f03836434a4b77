namespace RotationService.Core.Policies;

/// <summary>Identifies the work on one application.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="AppId">
/// The client ID of the application if the policy is for a group. Null if the policy is for a single application.
/// </param>
public readonly record struct PolicyKey(string Policy, Guid? AppId);
