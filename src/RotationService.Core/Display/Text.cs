using System.Globalization;

namespace RotationService.Core.Display;

/// <summary>Formats times and durations for messages, in the notation of the policy file.</summary>
internal static class Text
{
    /// <summary>Formats a time in UTC, to the minute.</summary>
    public static string Of(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>Formats a duration in the largest unit that divides it.</summary>
    public static string Of(TimeSpan span) =>
        span.Ticks % TimeSpan.TicksPerDay == 0 ? $"{span.Ticks / TimeSpan.TicksPerDay}d"
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? $"{span.Ticks / TimeSpan.TicksPerHour}h"
        : span.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{span.Ticks / TimeSpan.TicksPerMinute}m"
        : $"{span.Ticks / TimeSpan.TicksPerSecond}s";
}
