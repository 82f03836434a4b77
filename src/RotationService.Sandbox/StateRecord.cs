using System.Text.Json.Nodes;

namespace RotationService.Sandbox;

/// <summary>
/// One entity of the sandbox's state in its stored form. The newest record of a kind and key is valid.
/// </summary>
/// <param name="Kind">The kind of the entity, such as an application, a secret of a vault or the settings.</param>
/// <param name="Key">The key of the entity within its kind.</param>
/// <param name="Value">The complete value. Null if the entity no longer exists.</param>
public sealed record StateRecord(string Kind, string Key, JsonNode? Value);
