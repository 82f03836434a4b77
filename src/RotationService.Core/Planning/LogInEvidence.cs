using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Planning;

/// <summary>One log-in, and when it was.</summary>
/// <param name="Result">How it ended; what it asks to wait is counted from <paramref name="At"/>.</param>
/// <param name="At">When it was sent, in the services' time.</param>
/// <param name="Moment">The same on the local clocks, to tell its age by immediately before a step that rests on it is sent.</param>
public sealed record LogInEvidence(LogIn Result, DateTimeOffset At, Moment Moment);
