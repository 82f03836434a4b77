using System.Globalization;

namespace RotationService.Azure.Http;

/// <summary>Reads the <c>Retry-After</c> header in every form that the services send.</summary>
/// <remarks>
/// The standard's forms are whole seconds and an RFC 1123 date. Graph also sends decimals (<c>2.128</c>), which neither
/// <see cref="System.Net.Http.Headers.RetryConditionHeaderValue"/> nor the SDKs can read.
/// </remarks>
internal static class RetryAfter
{
    public const string Header = "Retry-After";

    /// <summary>
    /// The longest wait that is respected: one day. A longer one is a mistake of the service that would stop requests
    /// for good.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Reads the header. Null if it is absent or cannot be read. At most <see cref="Longest"/>.</summary>
    /// <param name="value">The text of the header.</param>
    /// <param name="date">
    /// The response's own <c>Date</c>, which the date form is relative to. Null if the response has none.
    /// </param>
    /// <param name="now">The time to use when <paramref name="date"/> is null.</param>
    public static TimeSpan? Parse(string? value, DateTimeOffset? date, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        if (double.TryParse(
                value,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out var seconds)
            && (double.IsFinite(seconds) || char.IsAsciiDigit(value.AsSpan().Trim()[^1])))
        {
            return seconds >= Longest.TotalSeconds ? Longest : TimeSpan.FromSeconds(seconds);
        }

        if (DateTimeOffset.TryParseExact(
                value.Trim(),
                "r",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var until))
        {
            var wait = until - (date ?? now);
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
        }

        return null;
    }

    /// <summary>Reads the header of a response.</summary>
    public static TimeSpan? Of(HttpResponseMessage response, DateTimeOffset now) =>
        response.Headers.NonValidated.TryGetValues(Header, out var values)
            ? Parse(values.ToString(), response.Headers.Date, now)
            : null;
}
