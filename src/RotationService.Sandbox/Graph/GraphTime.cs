namespace RotationService.Sandbox.Graph;

/// <summary>Times as Graph writes them.</summary>
internal static class GraphTime
{
    /// <summary>Seven fractional digits where Graph chose the time; none where the caller gave whole seconds (documented samples).</summary>
    public static string Text(DateTimeOffset time, bool defaulted) =>
        time.UtcDateTime.ToString(defaulted ? "yyyy-MM-ddTHH:mm:ss.fffffffZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ");
}
