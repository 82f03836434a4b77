namespace RotationService.Tests.Azure.Wires;

/// <summary>A request as it went over the wire.</summary>
internal sealed record SentRequest(string Method, Uri Address, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Path => Address.AbsolutePath;
}
