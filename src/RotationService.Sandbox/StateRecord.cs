using System.Text.Json.Nodes;

namespace RotationService.Sandbox;

/// <summary>One entity of the sandbox's state as it is kept: the newest record of a kind and key is the truth.</summary>
/// <param name="Kind">The kind of entity: an application, a vault's secret, the settings, …</param>
/// <param name="Key">Its key within the kind.</param>
/// <param name="Value">Its whole value; null when the entity is no more.</param>
public sealed record StateRecord(string Kind, string Key, JsonNode? Value);
