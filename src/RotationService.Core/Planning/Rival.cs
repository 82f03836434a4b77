using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>
/// Another application whose secret would have the same name in the same vault, or a name that is in the way of this one's pending values.
/// </summary>
/// <param name="Application">The application, as it was listed.</param>
/// <param name="Secret">The name of its secret.</param>
public sealed record Rival(DirectoryApplication Application, string Secret);
