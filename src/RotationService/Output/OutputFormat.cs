namespace RotationService.Output;

/// <summary>The output format of results.</summary>
internal enum OutputFormat
{
    /// <summary>A table for people.</summary>
    Table,

    /// <summary>One JSON document for programs.</summary>
    Json,

    /// <summary>Comma-separated values for spreadsheets (RFC 4180), one row per credential.</summary>
    Csv,
}
