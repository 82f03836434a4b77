namespace RotationService.Sandbox.Http;

/// <summary>The application or the secret that a request concerns, for faults that apply to one of them only.</summary>
/// <param name="AppId">The client ID of the application. Null if the request concerns none.</param>
/// <param name="Name">
/// The name of the secret or the display name of the application. Null if the request concerns none.
/// </param>
internal sealed record CallTarget(Guid? AppId, string? Name);
