using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace RotationService.Sandbox.Faults;

/// <summary>One fault, as <c>POST faults</c> takes it: which requests it is for, and what becomes of them.</summary>
internal sealed record FaultRule
{
    /// <summary><c>graph</c>, <c>login</c> or <c>vault</c>; null for any.</summary>
    public string? Host { get; init; }

    /// <summary>A route, as <c>GET requests</c> names it; null for any.</summary>
    public string? Route { get; init; }

    public FaultMatch? Match { get; init; }

    /// <summary>The first matching request that is hit, from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching requests are hit in a row.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Whether the request takes effect before the fault strikes.</summary>
    public FaultMoment When { get; init; } = FaultMoment.Before;

    /// <summary>What is answered instead; null: the answer is left as it is.</summary>
    public int? Status { get; init; }

    /// <summary>Headers of the answer, as text or numbers.</summary>
    public IReadOnlyDictionary<string, JsonNode?>? Headers { get; init; }

    /// <summary>What the answer says instead, as it stands; null: what it said.</summary>
    public string? Body { get; init; }

    /// <summary>How many blanks follow the body, which are sent as they are made: a body of a gigabyte, or one without an end.</summary>
    public long Padding { get; init; }

    /// <summary>Whether the body and the blanks are compressed with gzip on their way.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether the connection is cut instead of answering.</summary>
    public bool Drop { get; init; }

    /// <summary>How long the answer, or the cut, is held back.</summary>
    public TimeSpan Delay { get; init; }

    [JsonIgnore]
    internal bool KeepsRequestFromTakingEffect => When == FaultMoment.Before && (Status is not null || Body is not null || Drop);
}

/// <summary>Narrows a fault to one application or one secret.</summary>
internal sealed record FaultMatch
{
    public Guid? AppId { get; init; }

    /// <summary>A secret's name or an application's display name, without regard to case.</summary>
    public string? Name { get; init; }
}

/// <summary>When a fault strikes.</summary>
internal enum FaultMoment
{
    /// <summary>The request has no effect.</summary>
    Before,

    /// <summary>The request has taken effect, though the client is not told so.</summary>
    After,
}
