namespace RotationService.Composition;

/// <summary>A sandbox that replaces the real tenant.</summary>
/// <param name="Url">The address of a running sandbox. Null for a sandbox in this process.</param>
internal sealed record SandboxChoice(string? Url)
{
    /// <summary>A sandbox in this process, stored in a folder under the current directory.</summary>
    public static SandboxChoice InProcess { get; } = new(Url: null);
}
