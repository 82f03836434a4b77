using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("90d", 90 * 86_400L)]
    [InlineData("72h", 72 * 3600L)]
    [InlineData("15m", 900L)]
    [InlineData("30s", 30L)]
    [InlineData("0s", 0L)]
    [InlineData("P90D", 90 * 86_400L)]
    [InlineData("P2W", 14 * 86_400L)]
    [InlineData("PT72H", 72 * 3600L)]
    [InlineData("P1DT2H3M4S", 93_784L)]
    public void Both_forms_are_read(string text, long seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration, out _));
        Assert.Equal(seconds, (long)duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("90D")]
    [InlineData("1d12h")]
    [InlineData("1.5d")]
    [InlineData("90d\n")]
    [InlineData("٩d")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("36501d")]
    [InlineData("999999999999999999999s")]
    [InlineData("P36500DT1S")]
    public void Anything_else_is_refused_with_what_to_write(string text)
    {
        Assert.False(DurationText.TryParse(text, out var duration, out var problem));
        Assert.Equal(TimeSpan.Zero, duration);
        Assert.NotEmpty(problem);
    }

    [Theory]
    [InlineData(0L, "0s")]
    [InlineData(90 * 86_400L, "90d")]
    [InlineData(72 * 3600L, "72h")]
    [InlineData((4 * 86_400L) + 900, "4d 15m")]
    [InlineData(61 * 86_400L, "61d")]
    [InlineData(3661L, "1h 1m 1s")]
    public void They_are_written_shortly(long seconds, string text) => Assert.Equal(text, DurationText.Format(TimeSpan.FromSeconds(seconds)));
}
