using System.Globalization;
using System.Text;

namespace RotationService.Simulation.Leaks;

/// <summary>A writer that is listened to.</summary>
internal sealed class HeardWriter(Listener listener, string place) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => listener.Hear(place, [value]);

    public override void Write(char[] buffer, int index, int count) => listener.Hear(place, buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => listener.Hear(place, buffer);

    public override void Write(string? value) => listener.Hear(place, value);

    public override void WriteLine(string? value)
    {
        listener.Hear(place, value);
        listener.Hear(place, "\n");
    }
}
