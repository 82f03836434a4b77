using RotationService.Core.Diagnostics;

namespace RotationService.Output;

/// <summary>Writes the findings of `doctor` as a JSON document.</summary>
internal static class FindingDocument
{
    /// <summary>Returns the document.</summary>
    /// <param name="findings">The findings.</param>
    /// <param name="calls">The number of requests that the checks took.</param>
    public static string Write(IReadOnlyList<Finding> findings, CallTotals calls) => ResultDocument.Document(json =>
    {
        json.WriteStartArray("checks");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("subject", finding.Subject);
            json.WriteString("check", finding.Check.ToString());
            json.WriteString(
                "outcome",
                finding.Passed switch { true => "Passed", false => "Failed", null => "Unknown" });
            json.WriteString("message", finding.Message);
            json.WriteString("remedy", finding.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("summary");
        json.WriteNumber("passed", findings.Count(finding => finding.Passed == true));
        json.WriteNumber("failed", findings.Count(finding => finding.Passed == false));
        json.WriteNumber("unknown", findings.Count(finding => finding.Passed is null));
        json.WriteEndObject();
        ResultDocument.WriteCalls(json, calls);
    });
}
