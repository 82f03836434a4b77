using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Fakes;

internal static class Clocks
{
    /// <summary>All services answer with this date, at once.</summary>
    public static void Observe(this ServiceClock clock, DateTimeOffset date) => clock.Observe(date, clock.Mark());

    /// <summary>All services answer requests of that moment with this date.</summary>
    public static void Observe(this ServiceClock clock, DateTimeOffset date, Moment sentAt)
    {
        foreach (var service in Enum.GetValues<TimeService>())
        {
            clock.Observe(service, date, sentAt);
        }
    }
}
