using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RotationService.Core.Credentials;

/// <summary>The value of a client secret. This is the only type that holds one, and it cannot be printed.</summary>
/// <remarks>
/// <para>
/// The only readable members are <see cref="Reveal"/>, which only the adapters that send the value call, and
/// <see cref="Fingerprint"/>, which shows no more of the value than Graph shows to every reader. Formatting,
/// serialising and debugging all yield a placeholder or an error.
/// </para>
/// <para>
/// The type holds the same string object that a client made or takes. A buffer that can be overwritten would only be
/// one more copy.
/// </para>
/// <para>
/// Two instances are equal if their values are equal. The comparison does not stop at the first difference.
/// </para>
/// </remarks>
[DebuggerDisplay("(secret text)")]
[JsonConverter(typeof(Unserialisable))]
public sealed class SecretText : IEquatable<SecretText>
{
    /// <summary>The number of leading characters that Graph publishes as the <c>hint</c> of a credential.</summary>
    public const int HintLength = 3;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Wraps a value.</summary>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public SecretText(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>Returns the value, only for the adapter that sends it to its vault or its token endpoint.</summary>
    public string Reveal() => _value;

    /// <summary>
    /// Returns what any reader may know of the value: its beginning, which Graph publishes, and its shape.
    /// </summary>
    public ValueFingerprint Fingerprint() => new(
        _value[..Math.Min(HintLength, _value.Length)],
        _value.Any(char.IsWhiteSpace),
        _value.Length is 34 or 40);

    /// <inheritdoc/>
    public bool Equals(SecretText? other) =>
        other is not null
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(_value),
            Encoding.UTF8.GetBytes(other._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => 0; // Nothing derived from the value leaves this type.

    /// <summary>Returns a placeholder, never the value.</summary>
    public override string ToString() => "(secret text)";

    private sealed class Unserialisable : JsonConverter<SecretText>
    {
        public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret text is not read from JSON.");

        public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret text is not written to JSON.");
    }
}
