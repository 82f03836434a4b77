using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RotationService.Sandbox.Faults;

/// <summary>
/// One fault, as in the body of <c>POST faults</c>: which requests it applies to, and what happens to them.
/// </summary>
internal sealed record FaultRule
{
    /// <summary>The service: <c>graph</c>, <c>login</c> or <c>vault</c>. Null for any.</summary>
    public string? Host { get; init; }

    /// <summary>A route, as <c>GET requests</c> names it. Null for any.</summary>
    public string? Route { get; init; }

    public FaultMatch? Match { get; init; }

    /// <summary>The number of the first matching request that the fault applies to, from 1. The default is 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>The number of consecutive matching requests that the fault applies to. The default is 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether the request takes effect before the fault applies. By default it does not.</summary>
    public FaultMoment When { get; init; } = FaultMoment.Before;

    /// <summary>The status that replaces the status of the answer. Null leaves it unchanged.</summary>
    public int? Status { get; init; }

    /// <summary>Headers to add to the answer, as text or numbers.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Headers { get; init; }

    /// <summary>The body that replaces the body of the answer, unchanged. Null leaves it.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// The number of spaces after the body. They are generated while they are sent, so a body of a gigabyte or without
    /// an end is possible.
    /// </summary>
    public long Padding { get; init; }

    /// <summary>Whether the body and the spaces are sent compressed with gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether the connection is cut instead of answering.</summary>
    public bool Drop { get; init; }

    /// <summary>How long the answer, or the cut, is delayed.</summary>
    public TimeSpan Delay { get; init; }

    [JsonIgnore]
    internal bool KeepsRequestFromTakingEffect =>
        When == FaultMoment.Before && (Status is not null || Body is not null || Drop);
}

/// <summary>Limits a fault to one application or one secret.</summary>
internal sealed record FaultMatch
{
    public Guid? AppId { get; init; }

    /// <summary>The name of a secret or the display name of an application, compared without regard to case.</summary>
    public string? Name { get; init; }
}

/// <summary>When a fault applies.</summary>
internal enum FaultMoment
{
    /// <summary>The request has no effect.</summary>
    Before,

    /// <summary>The request has taken effect, but the client does not learn it.</summary>
    After,
}
