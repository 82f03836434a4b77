using RotationService.Core.Display;

namespace RotationService.Core.Tests.Planning;

public sealed class TextTests
{
    [Theory]
    [InlineData("60.00:00:00", "60d")]
    [InlineData("3.00:00:00", "3d")]
    [InlineData("1.12:00:00", "36h")]
    [InlineData("01:30:00", "90m")]
    [InlineData("00:01:30", "90s")]
    public void A_span_is_written_as_the_policy_file_writes_it(string span, string text) => Assert.Equal(text, Text.Of(TimeSpan.Parse(span, null)));

    [Fact]
    public void A_time_is_written_to_the_minute() => Assert.Equal("2026-03-02 08:00Z", Text.Of(Scene.Now + TimeSpan.FromSeconds(59)));
}
