namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST clock</c>.</summary>
/// <param name="Advance">How far to move ahead at once.</param>
/// <param name="Speed">Seconds of sandbox time a second of real time, from now on.</param>
internal sealed record ClockCommand(TimeSpan? Advance = null, double? Speed = null)
{
    public bool IsValid => !(Advance < TimeSpan.Zero) && (Speed is not { } speed || (speed >= 0 && double.IsFinite(speed)));
}
