using System.Globalization;
using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// Stores the position and speed of a clock in a file, so that a restarted sandbox continues from there, however it
/// ended.
/// </summary>
/// <remarks>
/// A note is one small write to the operating system. It is cheap enough to happen before every answer, so no client
/// ever sees the time go back.
/// </remarks>
internal sealed class ClockKeeper : IDisposable
{
    // The fixed width lets every note overwrite the previous one completely.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    private const int SpeedWidth = 24;
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly SandboxClock _clock;

    private ClockKeeper(FileStream file, SandboxClock clock)
    {
        _file = file;
        _clock = clock;
    }

    /// <summary>
    /// Opens the stored clock, which continues from its position. If there is none, makes a new clock at the real time
    /// with speed 1.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="real">Real time.</param>
    /// <param name="speed">The speed from now on. Null for the stored speed.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="StateCorruptException">The content of the file is not valid.</exception>
    public static ClockKeeper Open(string path, TimeProvider real, double? speed, out SandboxClock clock)
    {
        var file = PrivateFile.Open(path, FileMode.OpenOrCreate, FileShare.Read);
        try
        {
            var start = real.GetUtcNow();
            var kept = 1d;
            if (file.Length > 0)
            {
                var content = new byte[file.Length];
                file.ReadExactly(content);
                (start, kept) = Parse(path, Encoding.ASCII.GetString(content));
            }

            clock = new SandboxClock(start, real, speed ?? kept);
            var keeper = new ClockKeeper(file, clock);
            keeper.Note();
            return keeper;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Stores the position and speed of the clock.</summary>
    public void Note()
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
            var speed = _clock.Speed.ToString("R", CultureInfo.InvariantCulture).PadRight(SpeedWidth);
            RandomAccess.Write(_file.SafeFileHandle, Encoding.ASCII.GetBytes($"{now} {speed}\n"), 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file.Dispose();
        }
    }

    private static (DateTimeOffset Time, double Speed) Parse(string path, string content)
    {
        var parts = content.Split(' ', 2);
        try
        {
            return (
                DateTimeOffset.ParseExact(
                    parts[0],
                    TimeFormat,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal),
                double.Parse(parts[^1], CultureInfo.InvariantCulture));
        }
        catch (FormatException e)
        {
            throw new StateCorruptException(path, 1, e);
        }
    }
}
