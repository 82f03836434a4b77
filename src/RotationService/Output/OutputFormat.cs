namespace RotationService.Output;

/// <summary>How results are printed.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>For programs: one JSON document.</summary>
    Json,

    /// <summary>For spreadsheets: RFC 4180, one row per credential.</summary>
    Csv,
}
