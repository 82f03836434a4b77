using RotationService.Azure.Http;

namespace RotationService.Tests.Azure;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Date = new(2027, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("2.128", 2.128)] // Graph's documentation shows this one.
    [InlineData(" 3 ", 3)]
    [InlineData("Mon, 01 Mar 2027 12:02:30 GMT", 150)]
    [InlineData("Mon, 01 Mar 2027 11:00:00 GMT", 0)] // Over already.
    [InlineData("99999999999999999999", 86400)] // A mistake must not stop us for good.
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 86400)]
    public void Every_form_is_read(string header, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryAfter.Parse(header, Date, now: DateTimeOffset.MinValue));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("NaN")]
    [InlineData("1e9")]
    public void What_is_no_time_is_no_wait(string? header) => Assert.Null(RetryAfter.Parse(header, Date, Date));

    [Fact]
    public void A_date_is_relative_to_the_responses_own_date_and_without_one_to_the_services_time()
    {
        const string Header = "Mon, 01 Mar 2027 12:00:10 GMT";
        Assert.Equal(TimeSpan.FromSeconds(10), RetryAfter.Parse(Header, Date, now: Date.AddDays(1)));
        Assert.Equal(TimeSpan.FromSeconds(4), RetryAfter.Parse(Header, date: null, now: Date.AddSeconds(6)));
    }
}
