using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RotationService.Core.Credentials;

/// <summary>The value of a client secret: the one type that holds it, and it cannot be printed.</summary>
/// <remarks>
/// It has no readable member besides <see cref="Reveal"/>, which only the adapters that must put the value
/// on the wire call, and <see cref="Fingerprint"/>, which shows no more of it than Graph shows everybody; formatting, serialising and debugging it all yield
/// a placeholder or an error. It holds the very string that a client made or takes: a buffer that could be overwritten would
/// only be one more copy beside that.
/// Two are equal if their values are, compared without stopping at the first difference.
/// </remarks>
[DebuggerDisplay("(secret text)")]
[JsonConverter(typeof(Unserialisable))]
public sealed class SecretText : IEquatable<SecretText>
{
    /// <summary>How many leading characters Graph publishes as the credential's <c>hint</c>.</summary>
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

    /// <summary>The value itself, for the adapter that sends it to its vault or its token endpoint, and for nothing else.</summary>
    public string Reveal() => _value;

    /// <summary>What may be known of the value by whoever must not see it: how it begins, which Graph publishes, and what shape it has.</summary>
    public SecretFingerprint Fingerprint() => new(
        _value[..Math.Min(HintLength, _value.Length)],
        _value.Any(char.IsWhiteSpace),
        _value.Length is 34 or 40);

    /// <inheritdoc/>
    public bool Equals(SecretText? other) =>
        other is not null
        && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_value), Encoding.UTF8.GetBytes(other._value));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretText);

    /// <inheritdoc/>
    public override int GetHashCode() => 0; // Nothing derived from the value leaves this type.

    /// <summary>A placeholder, never the value.</summary>
    public override string ToString() => "(secret text)";

    private sealed class Unserialisable : JsonConverter<SecretText>
    {
        public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret text is not read from JSON.");

        public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret text is not written to JSON.");
    }
}
