namespace RotationService.Composition;

/// <summary>A sandbox to use instead of the real tenant.</summary>
/// <param name="Url">The address of one that is already running; null for one in this process.</param>
internal sealed record SandboxChoice(string? Url)
{
    /// <summary>One in this process, kept in a folder under the current directory.</summary>
    public static SandboxChoice InProcess { get; } = new(Url: null);
}
