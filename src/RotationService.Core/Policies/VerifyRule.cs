namespace RotationService.Core.Policies;

/// <summary>How a new credential is proven before consumers get it.</summary>
/// <remarks>Entra spreads a new credential over its servers within seconds, sometimes minutes, and meanwhile early log-ins succeed by chance; so one success proves little.</remarks>
public sealed record VerifyRule
{
    /// <summary>The rule where nothing is said.</summary>
    public static VerifyRule Default { get; } = new();

    /// <summary><c>verify: none</c>: publish after <see cref="Settle"/> without logging in.</summary>
    public static VerifyRule None { get; } = new() { LogsIn = false };

    /// <summary>Whether it is proven by logging in. Default yes; <c>verify: none</c> says no.</summary>
    public bool LogsIn { get; private init; } = true;

    /// <summary>How long after issue log-ins begin to count. Default 2 minutes.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many log-ins in a row must succeed. Default 3; 1 to 20.</summary>
    public int Consecutive { get; init; } = 3;

    /// <summary>Over what span they are spread. Default 30 seconds.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When, counted from issue, a credential that is still not proven becomes a condition. Default 15 minutes; under 2 hours.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How far apart the log-ins are: <see cref="Over"/> spread evenly.</summary>
    public TimeSpan Spacing => Consecutive > 1 ? Over / (Consecutive - 1) : TimeSpan.Zero;
}
