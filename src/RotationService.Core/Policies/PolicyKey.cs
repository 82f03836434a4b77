namespace RotationService.Core.Policies;

/// <summary>What tells the work on one application from that on any other.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="AppId">The application's client id, if it is one of a group; null if the policy is about a single one.</param>
public readonly record struct PolicyKey(string Policy, Guid? AppId);
