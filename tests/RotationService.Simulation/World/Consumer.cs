using RotationService.Sandbox;
using RotationService.Sandbox.Tokens;
using RotationService.Simulation.Checking;

namespace RotationService.Simulation.World;

/// <summary>A program that reads a secret from a vault, keeps it for a while, and logs in with it every eight hours on average.</summary>
/// <remarks>Whole numbers only, so that it does the same on every machine.</remarks>
internal sealed class Consumer
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(16);

    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly SandboxApplication _application;
    private DateTimeOffset _nextLogIn;
    private DateTimeOffset _readAgainAt;
    private Slot? _place;
    private Reading? _held;
    private bool _foundNothing;

    public Consumer(SimulatedWorld world, SandboxApplication application, int seed)
    {
        (_world, _application, _random) = (world, application, new Random(seed));
        _nextLogIn = world.Time.Now + Drawn(LongestPause);
    }

    /// <summary>Log-ins tried, those that found no secret in the vault apart.</summary>
    public long LogIns { get; private set; }

    /// <summary>Log-ins that were refused for a cause that the promise does not cover.</summary>
    public Dictionary<Excuse, long> Excused { get; } = [];

    /// <summary>Does everything that it has to do up to a moment.</summary>
    public void RunUntil(DateTimeOffset until)
    {
        while (_nextLogIn <= until)
        {
            var at = _nextLogIn;
            _nextLogIn = at + Drawn(LongestPause);
            if (at >= _readAgainAt || _random.Next(200) == 0 || _world.Judge.IsMoved(_application.AppId, _place))
            {
                Read(at);
            }

            if (_held is { } held)
            {
                LogIn(held, at);
            }
        }
    }

    /// <summary>Reads from where people want it to, if that is elsewhere and works.</summary>
    public void Move(DateTimeOffset at)
    {
        if (_world.Judge.IsMoved(_application.AppId, _place))
        {
            Read(at);
        }
    }

    private void Read(DateTimeOffset at)
    {
        var reading = _world.Judge.ReadAsConsumer(_application.AppId, ref _place);
        _foundNothing = reading is null;
        if (reading is not null)
        {
            _held = reading;
            _readAgainAt = at + Drawn(reading.Grace!.Value);
        }
    }

    private void LogIn(Reading held, DateTimeOffset at)
    {
        LogIns++;
        var verdict = _world.Engine.JudgeLogIn(_application.TenantId, _application.AppId, held.Value, at);
        if (verdict is not LogInVerdict.Granted && _world.Judge.RefusedConsumer(_application.AppId, held, verdict, at, _foundNothing) is { } excuse)
        {
            Excused[excuse] = Excused.GetValueOrDefault(excuse) + 1;
        }
    }

    private TimeSpan Drawn(TimeSpan most) => new(_random.NextInt64(most.Ticks + 1));
}
