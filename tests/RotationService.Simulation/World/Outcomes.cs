namespace RotationService.Simulation.World;

/// <summary>Which outcomes an effect may have.</summary>
internal static class Outcomes
{
    private static readonly Outcome[] OfRequests =
    [
        Outcome.CrashBefore, Outcome.CrashAfter, Outcome.AnswerLost, Outcome.TimeOut, Outcome.AppliedLate,
        Outcome.ThrottledInteger, Outcome.ThrottledDecimal, Outcome.ThrottledDate, Outcome.ThrottledBare,
        Outcome.ServerErrorApplied, Outcome.ServerError, Outcome.Unauthorized, Outcome.Forbidden,
    ];

    private static readonly Outcome[] OfRecords = [Outcome.CrashBefore, Outcome.CrashAfter, Outcome.WriteFails, Outcome.DiskFull, Outcome.Torn];

    /// <summary>Those of an effect, success apart.</summary>
    public static IReadOnlyList<Outcome> Of(EffectKind kind) => kind is EffectKind.Audit ? OfRecords : OfRequests;
}
