using RotationService.Core.Display;

namespace RotationService.Core.Tests.Planning;

public sealed class TextTests
{
    [Fact]
    public void A_time_is_written_to_the_minute() => Assert.Equal("2026-03-02 08:00Z", Text.Of(Scene.Now + TimeSpan.FromSeconds(59)));
}
