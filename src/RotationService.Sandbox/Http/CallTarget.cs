namespace RotationService.Sandbox.Http;

/// <summary>What a request is about, for faults that are meant for one application or one secret only.</summary>
/// <param name="AppId">The application's appId, if it concerns one.</param>
/// <param name="Name">The secret's name, or the application's display name.</param>
internal sealed record CallTarget(Guid? AppId, string? Name);
