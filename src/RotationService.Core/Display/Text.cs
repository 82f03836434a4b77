using System.Globalization;

namespace RotationService.Core.Display;

/// <summary>Formats times for messages.</summary>
internal static class Text
{
    /// <summary>Formats a time in UTC, to the minute.</summary>
    public static string Of(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
