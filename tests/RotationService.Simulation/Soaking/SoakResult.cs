using RotationService.Simulation.Checking;

namespace RotationService.Simulation.Soaking;

/// <summary>How one world went.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="LogIns">How often programs logged in.</param>
/// <param name="Excused">How often they were refused for a cause that the promise does not cover.</param>
/// <param name="Tally">What the service did.</param>
/// <param name="Versions">How many versions of its secrets the service wrote for each application, the pending ones included.</param>
/// <param name="Violation">The first promise that was broken; null if none was.</param>
/// <param name="EventHash">A digest of everything that happened.</param>
/// <param name="History">The readable history, if it was kept.</param>
internal sealed record SoakResult(
    int Seed,
    long LogIns,
    IReadOnlyDictionary<Excuse, long> Excused,
    Tally Tally,
    IReadOnlyList<int> Versions,
    Violation? Violation,
    ulong EventHash,
    IReadOnlyList<string> History);
