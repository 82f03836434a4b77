using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using RotationService.Simulation.Checking;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary><c>soak</c>: many applications through many years, everything going wrong by chance.</summary>
internal static class SoakCommand
{
    private const int MostShown = 10;

    public static Command Create()
    {
        var years = new Option<int>("--app-years") { Description = $"How many application-years; a world has {SoakWorld.ApplicationYears}.", DefaultValueFactory = _ => 1000 }.AtLeastOne();
        var seed = new Option<int>("--seed") { Description = "Decides everything that is left to chance.", DefaultValueFactory = _ => 1 };
        var (hostile, rights) = (PartyChoice.ShareOption($"{PartyChoice.InSoaks}"), PartyChoice.RightsOption());
        var resume = new Option<string?>("--resume") { Description = "A file that keeps the result of each world. Where it exists, the soak goes on from it.", HelpName = "FILE" };
        var command = new Command("soak", "Runs many applications through many years, everything going wrong by chance, and judges the promise after every effect.") { years, seed, hostile, rights, resume };
        command.SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed.GetValue(years), parsed.GetValue(seed), PartyChoice.Of(parsed.GetValue(hostile)!, parsed.GetValue(rights), PartyChoice.InSoaks), parsed.GetValue(resume), cancellationToken), CancellationToken.None));
        return command;
    }

    /// <summary>The seed of one world of a soak.</summary>
    public static int WorldSeed(int seed, int number) => HashCode(seed, number);

    /// <summary>Whether all that the service writes in a world is searched for secrets: one world in a hundred, by its seed.</summary>
    public static bool IsHeard(int worldSeed) => worldSeed % 100 == 0;

    private static int Run(int years, int seed, PartyChoice party, string? resume, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var progress = new Progress();
        var worlds = (years + SoakWorld.ApplicationYears - 1) / SoakWorld.ApplicationYears;
        SoakResults kept;
        try
        {
            kept = SoakResults.Open(resume, worlds, $"soak of seed {seed}{party.Written}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or JsonException)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }

        using var closing = kept;
        var kinds = new HashSet<(string, string)>();
        var todo = Enumerable.Range(0, worlds).Where(number => !kept.Has(number)).ToList();
        var done = 0;
        try
        {
            // Left to itself, the pool adds a thread, and a world, every half second: hundreds of worlds at once, each of them late.
            var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
            Parallel.ForEach(todo, options, number =>
            {
                var worldSeed = WorldSeed(seed, number);
                using var world = new SoakWorld(worldSeed, new WorldOptions { IsHeard = IsHeard(worldSeed), Party = party });
                var result = world.Run();
                lock (progress)
                {
                    kept.Add(number, result);
                    progress.Show(++done, todo.Count);
                    if (result.Violation is { } violation && kinds.Count < MostShown && kinds.Add((violation.Invariant, new string([.. violation.Message.Where(character => !char.IsAsciiHexDigit(character))]))))
                    {
                        Console.WriteLine($"{violation.Invariant}: {violation.Message}");
                        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  dotnet run -c Release --project tests/RotationService.Simulation -- replay --seed {worldSeed}{party.Written}"));
                    }
                }
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Say("interrupted; what has been run by then:");
        }

        progress.End();
        var results = kept.All;
        var violations = results.Where(result => result.Violation is not null).ToList();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            appYears = results.Count * SoakWorld.ApplicationYears,
            worldsWithParty = results.Count(result => party.TakesPartIn(result.Seed)),
            logins = results.Sum(result => result.LogIns),
            failedLogins = violations.Count(result => result.Violation!.Invariant == "I1"),
            excusedLogins = Enum.GetValues<Excuse>().ToDictionary(excuse => JsonNamingPolicy.CamelCase.ConvertName(excuse.ToString()), excuse => results.Sum(result => result.Excused.GetValueOrDefault(excuse))),
            rotations = results.Sum(result => result.Tally.Issued),
            versionsPerAppYear = Math.Round(results.Sum(result => (double)result.Versions.Sum()) / Math.Max(1, results.Count * SoakWorld.ApplicationYears), 2),
            mostVersionsInAppYear = results.SelectMany(result => result.Versions).DefaultIfEmpty().Max() / (double)SoakWorld.Years,
            violations = violations.Count,
            eventHash = Combined(results),
            seconds = Math.Round(watch.Elapsed.TotalSeconds, 1),
        }));
        return violations.Count > 0 ? 1 : cancellationToken.IsCancellationRequested ? 130 : 0;
    }

    private static string Combined(IReadOnlyList<SoakResult> results)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var result in results)
        {
            hash.AppendData(BitConverter.GetBytes(result.EventHash));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static int HashCode(int seed, int number)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(BitConverter.GetBytes(((long)seed << 32) | (uint)number), hash);
        return BitConverter.ToInt32(hash) & int.MaxValue;
    }
}
