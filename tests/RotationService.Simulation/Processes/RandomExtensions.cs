namespace RotationService.Simulation.Processes;

/// <summary>Drawing from a list.</summary>
internal static class RandomExtensions
{
    /// <summary>One of them.</summary>
    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
