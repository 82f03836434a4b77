namespace RotationService.Core.Policies;

/// <summary>How a new credential is verified before consumers get it.</summary>
/// <remarks>
/// Entra distributes a new credential to its servers within seconds, sometimes minutes. Until then a log-in can succeed
/// by chance, so one success proves little.
/// </remarks>
public sealed record VerifyRule
{
    /// <summary>The default rule.</summary>
    public static VerifyRule Default { get; } = new();

    /// <summary>The rule <c>verify: none</c>, which publishes after <see cref="Settle"/> without logging in.</summary>
    public static VerifyRule None { get; } = new() { LogsIn = false };

    /// <summary>
    /// Whether the credential is verified by logging in. The default is true. It is false for <c>verify: none</c>.
    /// </summary>
    public bool LogsIn { get; private init; } = true;

    /// <summary>How long after issue log-ins start to count. The default is 2 minutes.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many log-ins in a row must succeed, from 1 to 20. The default is 3.</summary>
    public int Consecutive { get; init; } = 3;

    /// <summary>The time over which the log-ins are spread. The default is 30 seconds.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// When, counted from issue, a credential that is not verified becomes a condition. The default is 15 minutes. It
    /// must be less than 2 hours.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The interval between the log-ins: <see cref="Over"/> divided evenly.</summary>
    public TimeSpan Spacing => Consecutive > 1 ? Over / (Consecutive - 1) : TimeSpan.Zero;
}
