using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>
/// Reads the object at whose beginning the reader stands, up to its end, and adds the result to
/// <paramref name="found"/>. To leave the object out, it adds nothing.
/// </summary>
internal delegate void ReadObject<TItem>(ref Utf8JsonReader json, List<TItem> found);
