namespace RotationService.Settings;

/// <summary>How much is written to standard error, and how much <c>run</c> reports about its steps.</summary>
internal enum Verbosity
{
    /// <summary>Errors only.</summary>
    Quiet,

    /// <summary>As the configuration says. By default warnings and errors.</summary>
    Normal,

    /// <summary>Every step as well.</summary>
    Detailed,

    /// <summary>Every call as well.</summary>
    Debug,
}
