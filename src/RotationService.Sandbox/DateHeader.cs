using RotationService.Sandbox.State;

namespace RotationService.Sandbox;

/// <summary>The <c>Date</c> header of the answers.</summary>
internal sealed class DateHeader(SandboxState state, SandboxServices services)
{
    private string _date = "";
    private long _dateAt = long.MinValue;

    /// <summary>Returns the header of a service, whose clock may be ahead.</summary>
    /// <param name="host">The host name of the service.</param>
    /// <param name="now">The sandbox time.</param>
    public string Of(string host, DateTimeOffset now)
    {
        if (state.DatesAhead.Count > 0
            && services.At(host) is { } neighbour
            && state.DatesAhead.TryGetValue(neighbour.Name, out var ahead))
        {
            return (now + ahead).ToString("r");
        }

        var second = now.ToUnixTimeSeconds();
        if (second != _dateAt)
        {
            (_date, _dateAt) = (now.ToString("r"), second);
        }

        return _date;
    }
}
