namespace RotationService.Benchmarks.Sweeping;

/// <summary>Who does the work.</summary>
internal enum Contender
{
    /// <summary>This service.</summary>
    Ours,

    /// <summary>The loop that scripts do.</summary>
    Script,

    /// <summary>Terraform's sequence.</summary>
    Terraform,
}
