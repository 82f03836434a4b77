using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>The secret values that one pass has read, by the version that holds them. Nothing else in Core keeps a value.</summary>
/// <remarks>
/// The values leave memory with the pass. One exception: while a pending credential is being proven, its value is handed
/// to the next pass if that begins within a minute, because the log-ins of a proof are a few seconds apart and each would
/// cost another read.
/// </remarks>
/// <param name="held">What the pass before handed over; null if nothing.</param>
internal sealed class SecretValues(HeldReading? held = null)
{
    private readonly Dictionary<VersionAddress, SecretText> _newest = [];

    /// <summary>The version that was last read by its address; null if none has been, or the pass has looked at everything again since.</summary>
    public HeldReading? Held { get; private set; } = held;

    /// <summary>Keeps a version that was read by its address, instead of the one before.</summary>
    public void Hold(HeldReading reading) => Held = reading;

    /// <summary>The values that the next pass may use: the one that was read by its address, if it will still be fresh then.</summary>
    /// <param name="wait">How long until the next pass begins.</param>
    /// <param name="clock">The services' time.</param>
    public SecretValues ForUseIn(TimeSpan wait, ServiceClock clock) =>
        new(Held is { } read && clock.Since(read.At) + wait < Evidence.Freshness ? read : null);

    /// <summary>Drops the version that was read by its address.</summary>
    public void DropHeld() => Held = null;

    /// <summary>Keeps the value of a version that is the newest of its secret.</summary>
    public void KeepNewest(VersionAddress version, SecretText value) => _newest[version] = value;

    /// <summary>The value of a version that was read as the newest of its secret; null if it was not, or the value was empty.</summary>
    public SecretText? Newest(VersionAddress version) => _newest.GetValueOrDefault(version);
}
