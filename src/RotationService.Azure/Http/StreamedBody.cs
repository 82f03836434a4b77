using Microsoft.Kiota.Abstractions;

namespace RotationService.Azure.Http;

/// <summary>
/// Requests the body of an answer as it arrives instead of all at once. A page of a listing has about a megabyte, and
/// the next page follows immediately.
/// </summary>
internal sealed class StreamedBody : IRequestOption
{
    /// <summary>The only instance.</summary>
    public static readonly StreamedBody Option = new();

    // Kiota passes a request's options on under the full names of their types.
    private static readonly HttpRequestOptionsKey<IRequestOption> Key = new(typeof(StreamedBody).FullName!);

    private StreamedBody()
    {
    }

    /// <summary>Whether a request has this option.</summary>
    public static bool IsAskedForBy(HttpRequestMessage request) => request.Options.TryGetValue(Key, out _);
}
