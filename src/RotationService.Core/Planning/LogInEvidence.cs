using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Planning;

/// <summary>One log-in and its time.</summary>
/// <param name="Result">The result. Its <see cref="LogIn.RetryAfter"/> counts from <paramref name="At"/>.</param>
/// <param name="At">When the log-in was sent, in the services' time.</param>
/// <param name="Moment">
/// The same moment on the local clocks. It gives the age of the log-in immediately before a step that relies on it is
/// sent.
/// </param>
public sealed record LogInEvidence(LogIn Result, DateTimeOffset At, Moment Moment);
