namespace RotationService.Settings;

/// <summary>How much is said on standard error, and by <c>run</c> of what it does.</summary>
internal enum Verbosity
{
    /// <summary>Errors only.</summary>
    Quiet,

    /// <summary>As the configuration says; by default warnings and errors.</summary>
    Normal,

    /// <summary>Every step.</summary>
    Detailed,

    /// <summary>Every call.</summary>
    Debug,
}
