using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RotationService.Core.Sweeping;
using RotationService.Sandbox;

namespace RotationService.Simulation.Soaking;

/// <summary>The results of the worlds of a soak by their numbers, kept in a file so that an interrupted soak can go on.</summary>
/// <remarks>
/// The first line names the soak and the program; each other line is the result of one world. A file of another soak or of
/// another build is refused: results of two programs would be reported as those of one.
/// </remarks>
internal sealed class SoakResults : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    private readonly SoakResult?[] _worlds;
    private readonly StreamWriter? _file;

    private SoakResults(SoakResult?[] worlds, StreamWriter? file) => (_worlds, _file) = (worlds, file);

    /// <summary>Those of the worlds that have been run.</summary>
    public IReadOnlyList<SoakResult> All => [.. _worlds.OfType<SoakResult>()];

    /// <summary>Opens the file, or makes it; keeps the results in memory alone where no file is given.</summary>
    /// <param name="path">The file; null for none.</param>
    /// <param name="worlds">How many worlds the soak has.</param>
    /// <param name="soak">What decides the worlds: the seed, and who takes part.</param>
    /// <exception cref="InvalidOperationException">The file is that of another soak or of another build.</exception>
    public static SoakResults Open(string? path, int worlds, string soak)
    {
        var results = new SoakResult?[worlds];
        if (path is null)
        {
            return new SoakResults(results, file: null);
        }

        var head = $"{soak}, program {Program()}";
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines is [var first, ..] && first != head)
        {
            throw new InvalidOperationException(
                $"{path} is not of this soak: it begins with \"{first}\", and this is \"{head}\". Name another file.");
        }

        foreach (var line in lines.Skip(1).Where(IsWhole))
        {
            var (number, result) = JsonSerializer.Deserialize<Line>(line, Json)!;
            if (number < worlds)
            {
                results[number] = result;
            }
        }

        var file = new StreamWriter(path, append: false) { AutoFlush = true };
        file.WriteLine(head);
        for (var number = 0; number < worlds; number++)
        {
            if (results[number] is { } result)
            {
                file.WriteLine(JsonSerializer.Serialize(new Line(number, result), Json));
            }
        }

        return new SoakResults(results, file);
    }

    /// <summary>Whether a world has been run.</summary>
    public bool Has(int number) => _worlds[number] is not null;

    /// <summary>Adds the result of a world. Not safe for several threads.</summary>
    public void Add(int number, SoakResult result)
    {
        _worlds[number] = result;
        _file?.WriteLine(JsonSerializer.Serialize(new Line(number, result with { History = [] }), Json));
    }

    public void Dispose() => _file?.Dispose();

    // The last line may have been cut off with the process.
    private static bool IsWhole(string line) => line.StartsWith('{') && line.EndsWith('}');

    // The builds of what decides a world.
    private static string Program()
    {
        var builds = new[] { typeof(SoakWorld), typeof(Sweeper), typeof(SandboxEngine), typeof(Azure.AzureConnection) }
            .Select(type => type.Module.ModuleVersionId.ToString("N"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(builds))))[..16];
    }

    private sealed record Line(int Number, SoakResult Result);
}
