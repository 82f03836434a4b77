namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST clock</c>.</summary>
/// <param name="Advance">How far to advance at once, zero or more.</param>
/// <param name="Speed">The seconds of sandbox time in one second of real time from now on, 0 or more.</param>
internal sealed record ClockCommand(TimeSpan? Advance = null, double? Speed = null)
{
    public bool IsValid =>
        !(Advance < TimeSpan.Zero) && (Speed is not { } speed || (speed >= 0 && double.IsFinite(speed)));
}
