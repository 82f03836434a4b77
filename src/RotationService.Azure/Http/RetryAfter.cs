using System.Globalization;

namespace RotationService.Azure.Http;

/// <summary>The <c>Retry-After</c> header in every form the services send it.</summary>
/// <remarks>
/// Whole seconds and an RFC 1123 date are the standard's forms; Graph also sends decimals (<c>2.128</c>), which neither
/// <see cref="System.Net.Http.Headers.RetryConditionHeaderValue"/> nor the SDKs can read.
/// </remarks>
internal static class RetryAfter
{
    public const string Header = "Retry-After";

    /// <summary>No service means more than that; a longer one is a mistake that would stop us for good.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads the header; null if it is absent or says nothing.</summary>
    /// <param name="value">Its text.</param>
    /// <param name="date">The response's own <c>Date</c>, which a date form is relative to; null if it had none.</param>
    /// <param name="now">What to take instead of an absent <c>Date</c>.</param>
    public static TimeSpan? Parse(string? value, DateTimeOffset? date, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        if (double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds)
            && (double.IsFinite(seconds) || char.IsAsciiDigit(value.AsSpan().Trim()[^1])))
        {
            return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(value.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until))
        {
            var wait = until - (date ?? now);
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        }

        return null;
    }

    /// <summary>Reads it off a response.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.NonValidated.TryGetValues(Header, out var values)
            ? Parse(values.ToString(), response.Headers.Date, now)
            : null;
}
