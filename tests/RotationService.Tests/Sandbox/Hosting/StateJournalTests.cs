using System.Text.Json.Nodes;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class StateJournalTests : IDisposable
{
    private readonly TemporaryFolder _directory = new();

    private string FilePath => _directory.File("state.jsonl");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_was_appended_is_there_without_a_clean_end()
    {
        using var journal = StateJournal.Open(FilePath);
        journal.Append([Record("app", "1", "a"), Record("secret", "1", "b")]);

        using var crashed = _directory.Snapshot();
        using var reopened = StateJournal.Open(crashed.File("state.jsonl"));

        Assert.Equal(["app/1=a", "secret/1=b"], Describe(reopened));
    }

    [Fact]
    public void The_newest_record_of_a_kind_and_key_is_the_truth_and_a_removed_one_is_gone()
    {
        using (var journal = StateJournal.Open(FilePath))
        {
            journal.Append([Record("app", "1", "old"), Record("app", "2", "x"), Record("secret", "1", "y")]);
            journal.Append([Record("app", "1", "new")]);
            journal.Append([Record("app", "2", null)]);
        }

        using var reopened = StateJournal.Open(FilePath);

        Assert.Equal(["app/1=new", "secret/1=y"], Describe(reopened));
    }

    [Theory]
    [InlineData("[{\"kind\":\"app\",\"key\":\"2\",\"val")]
    [InlineData("[{\"kind\":\"app\",\"key\":\"2\",\"value\":\"whole, but for the end of the line\"}]")]
    public void A_last_line_torn_by_a_crash_is_forgotten_and_does_not_spoil_the_next(string torn)
    {
        using (var journal = StateJournal.Open(FilePath))
        {
            journal.Append([Record("app", "1", "a")]);
        }

        File.AppendAllText(FilePath, torn);
        using (var journal = StateJournal.Open(FilePath))
        {
            Assert.Equal(["app/1=a"], Describe(journal));
            journal.Append([Record("app", "3", "c")]);
        }

        using var reopened = StateJournal.Open(FilePath);
        Assert.Equal(["app/1=a", "app/3=c"], Describe(reopened));
    }

    [Fact]
    public void A_broken_line_that_no_crash_explains_is_an_error_that_names_it()
    {
        File.WriteAllText(FilePath, "[]\n{nonsense}\n[]\n");

        var error = Assert.Throws<StateCorruptException>(() => StateJournal.Open(FilePath));

        Assert.Contains(FilePath + ":2:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_compacted_when_opened_and_when_it_has_grown()
    {
        using (var journal = StateJournal.Open(FilePath, smallestWorthCompacting: 1000))
        {
            for (var i = 0; i < 1000; i++)
            {
                journal.Append([Record("app", "1", $"value {i}")]);
                Assert.True(new FileInfo(FilePath).Length <= 1000);
            }
        }

        using var reopened = StateJournal.Open(FilePath);
        Assert.Equal(["app/1=value 999"], Describe(reopened));
        Assert.Single(File.ReadAllLines(FilePath));
    }

    [Fact]
    public void Batches_appended_at_once_by_several_threads_are_all_there()
    {
        using (var journal = StateJournal.Open(FilePath, smallestWorthCompacting: 2000))
        {
            Parallel.For(0, 500, i => journal.Append([Record("app", $"{i}", "x"), Record("app", $"{i}", "y")]));
        }

        using var reopened = StateJournal.Open(FilePath);
        Assert.Equal(500, reopened.Records.Count);
        Assert.All(reopened.Records, record => Assert.Equal("y", (string?)record.Value));
    }

    [Fact]
    public void Only_the_user_may_read_it()
    {
        using var journal = StateJournal.Open(FilePath);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(FilePath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private static StateRecord Record(string kind, string key, string? value) => new(kind, key, value is null ? null : JsonValue.Create(value));

    private static IEnumerable<string> Describe(StateJournal journal) => journal.Records.Select(record => $"{record.Kind}/{record.Key}={record.Value}");
}
