using RotationService.Simulation.Checking;

namespace RotationService.Simulation.Soaking;

/// <summary>An interrupted soak goes on from its file, and from no other's.</summary>
public sealed class SoakResultsTests : IDisposable
{
    private const string Soak = "soak of seed 1";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_run_is_there_again()
    {
        var result = Result(7) with { Violation = new Violation("I1", "refused", DateTimeOffset.UnixEpoch) };
        using (var results = SoakResults.Open(_path, worlds: 3, Soak))
        {
            results.Add(1, result);
        }

        using var again = SoakResults.Open(_path, worlds: 3, Soak);

        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(again.Has));
        var read = Assert.Single(again.All);
        Assert.Equal((7, result.LogIns, result.EventHash, result.Violation), (read.Seed, read.LogIns, read.EventHash, read.Violation));
        Assert.Equal(result.Excused, read.Excused);
        Assert.Equal(result.Versions, read.Versions);
        Assert.Equal(result.Tally.Issued, read.Tally.Issued);
    }

    [Fact]
    public void A_line_that_was_cut_off_is_a_world_that_was_not_run()
    {
        using (var results = SoakResults.Open(_path, worlds: 3, Soak))
        {
            results.Add(0, Result(7));
            results.Add(2, Result(8));
        }

        File.WriteAllText(_path, File.ReadAllText(_path)[..^20]);
        using (var again = SoakResults.Open(_path, worlds: 3, Soak))
        {
            Assert.Equal([true, false, false], Enumerable.Range(0, 3).Select(again.Has));
            again.Add(2, Result(8));
        }

        using var whole = SoakResults.Open(_path, worlds: 3, Soak);
        Assert.Equal(2, whole.All.Count);
    }

    [Fact]
    public void The_file_of_another_soak_is_refused_and_left_as_it_is()
    {
        SoakResults.Open(_path, worlds: 3, Soak).Dispose();
        var before = File.ReadAllText(_path);

        Assert.Throws<InvalidOperationException>(() => SoakResults.Open(_path, worlds: 3, "soak of seed 2"));
        Assert.Equal(before, File.ReadAllText(_path));
    }

    private static SoakResult Result(int seed) =>
        new(seed, 12, new Dictionary<Excuse, long> { [default] = 3 }, new Tally { Issued = 2 }, [4, 5], Violation: null, EventHash: ulong.MaxValue - 1, []);
}
