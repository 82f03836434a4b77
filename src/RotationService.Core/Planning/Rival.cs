using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>
/// Another application whose secret would have the same name in the same vault, or a name that conflicts with this
/// application's pending secret.
/// </summary>
/// <param name="Application">The application as it was listed.</param>
/// <param name="Secret">The name of that application's secret.</param>
public sealed record Rival(DirectoryApplication Application, string Secret);
