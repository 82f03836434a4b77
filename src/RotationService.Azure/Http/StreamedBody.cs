using Microsoft.Kiota.Abstractions;

namespace RotationService.Azure.Http;

/// <summary>Asks for the body of an answer as it comes in, instead of all at once: a page of a listing has a megabyte, and the next follows at once.</summary>
internal sealed class StreamedBody : IRequestOption
{
    /// <summary>The only one.</summary>
    public static readonly StreamedBody Option = new();

    // Kiota hands a request's options on under the names of their types.
    private static readonly HttpRequestOptionsKey<IRequestOption> Key = new(typeof(StreamedBody).FullName!);

    private StreamedBody()
    {
    }

    /// <summary>Whether a request asks for it.</summary>
    public static bool IsAskedForBy(HttpRequestMessage request) => request.Options.TryGetValue(Key, out _);
}
