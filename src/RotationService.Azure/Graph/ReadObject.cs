using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>Reads the object that the reader stands at the beginning of, up to its end, and adds what it is to what was found; nothing to leave it out.</summary>
internal delegate void ReadObject<TItem>(ref Utf8JsonReader json, List<TItem> found);
