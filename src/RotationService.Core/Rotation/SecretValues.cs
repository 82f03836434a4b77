using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>
/// The secret values that one pass has read, by the version that holds them. No other type of Core keeps a value.
/// </summary>
/// <remarks>
/// The values leave memory with the pass, with one exception. While a pending credential is being proven, its value is
/// passed to the next pass if that pass begins while the reading is fresh, within 55 seconds. The log-ins of a proof
/// are a few seconds apart, and each would otherwise cost another read.
/// </remarks>
/// <param name="held">The reading that the previous pass passed on. Null if there is none.</param>
internal sealed class SecretValues(HeldReading? held = null)
{
    private readonly Dictionary<VersionAddress, SecretText> _newest = [];

    /// <summary>
    /// The version that was last read by its address. Null if none was read, or everything was observed again since.
    /// </summary>
    public HeldReading? Held { get; private set; } = held;

    /// <summary>Keeps a version that was read by its address, in place of the previous one.</summary>
    public void Hold(HeldReading reading) => Held = reading;

    /// <summary>
    /// Returns the values that the next pass may use: the version that was read by its address, if it will still be
    /// fresh then.
    /// </summary>
    /// <param name="wait">The time until the next pass begins.</param>
    /// <param name="clock">The clock.</param>
    public SecretValues ForUseIn(TimeSpan wait, ServiceClock clock) =>
        new(Held is { } read && clock.Since(read.At) + wait < Evidence.Freshness ? read : null);

    /// <summary>Drops the version that was read by its address.</summary>
    public void DropHeld() => Held = null;

    /// <summary>Keeps the value of a version that is the newest of its secret.</summary>
    public void KeepNewest(VersionAddress version, SecretText value) => _newest[version] = value;

    /// <summary>
    /// Returns the value of a version that was read as the newest of its secret. Returns null if it was not, or the
    /// value was empty.
    /// </summary>
    public SecretText? Newest(VersionAddress version) => _newest.GetValueOrDefault(version);
}
