using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RotationService.Simulation.Exploring;

/// <summary>Chooses a share of the schedules, by a seed alone.</summary>
internal static class Sampling
{
    /// <param name="schedule">The schedule.</param>
    /// <param name="share">Which share of all is chosen, 0 to 1.</param>
    /// <param name="seed">Chooses another share of the same size.</param>
    public static bool Chooses(Schedule schedule, double share, int seed) =>
        share >= 1 || (uint)HashOf($"{seed}/{schedule}") < share * uint.MaxValue;

    /// <summary>The same number for the same text in every process.</summary>
    public static ulong HashOf(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
