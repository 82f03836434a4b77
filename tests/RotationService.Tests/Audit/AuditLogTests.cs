using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using RotationService.Audit;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;

namespace RotationService.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.File("audit/log.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_is_one_line_of_json_that_names_the_line_before_it()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));

        var lines = File.ReadAllLines(LogPath).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Equal(1, lines[0].GetProperty("seq").GetInt64());
        Assert.Equal("Intent", lines[0].GetProperty("kind").GetString());
        Assert.Equal(new string('0', 64), lines[0].GetProperty("prev").GetString());
        Assert.Contains("this test", lines[0].GetProperty("process").GetString(), StringComparison.Ordinal);
        Assert.False(lines[1].TryGetProperty("process", out _));
        Assert.Equal(lines[0].GetProperty("hash").GetString(), lines[1].GetProperty("prev").GetString());
        Assert.Equal("https://contoso-prod.vault.azure.net", lines[0].GetProperty("vault").GetString());
    }

    [Fact]
    public void What_is_read_back_is_what_was_written()
    {
        var ofPrincipal = AuditSamples.Intent(2) with { ObjectKind = DirectoryKind.ServicePrincipal, TenantId = AuditSamples.Id(600) };
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1), ofPrincipal);

        using var stream = File.OpenRead(LogPath);
        Assert.Equal([AuditSamples.Intent(1), AuditSamples.Outcome(1), ofPrincipal], new AuditChain().Read(stream).Select(entry => entry.Record));
    }

    [Fact]
    public void The_chain_goes_on_in_the_next_process()
    {
        Write(AuditSamples.Intent(1));
        Write(AuditSamples.Outcome(1), AuditSamples.Intent(2));

        var verdict = AuditReading.Verify(LogPath);
        Assert.True(verdict.IsWhole, verdict.Problem);
        Assert.Equal((3, 1), (verdict.Records, verdict.OpenIntents));
    }

    [Fact]
    public void Intents_without_an_outcome_are_open_those_of_earlier_processes_included()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Intent(2), AuditSamples.Outcome(1), AuditSamples.Intent(3), AuditSamples.Intent(4, AuditSamples.Id(5)));

        using var log = Open();
        Assert.Equal([AuditSamples.Id(2), AuditSamples.Id(3)], log.OpenIntents(AuditSamples.ObjectId)!.Select(record => record.IntentId));
        Assert.True(log.TryAppend(AuditSamples.Outcome(2)));
        Assert.Equal([AuditSamples.Id(3)], log.OpenIntents(AuditSamples.ObjectId)!.Select(record => record.IntentId));
        Assert.Equal([AuditSamples.Id(3)], new ReadOnlyAuditLog(LogPath).OpenIntents(AuditSamples.ObjectId).Select(record => record.IntentId));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(200)]
    public void A_line_torn_by_a_crash_is_kept_and_sealed_by_a_recovered_record(int bytesLeft)
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));
        var firstLength = File.ReadAllText(LogPath).IndexOf('\n', StringComparison.Ordinal) + 1;
        Cut(firstLength + bytesLeft);

        Write(AuditSamples.Intent(2));

        var verdict = AuditReading.Verify(LogPath);
        Assert.True(verdict.IsWhole, verdict.Problem);
        Assert.Equal((3, 1), (verdict.Records, verdict.Recoveries));
        Assert.Contains("\"kind\":\"Recovered\"", File.ReadAllText(LogPath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_torn_on_its_very_first_line_goes_on()
    {
        Write(AuditSamples.Intent(1));
        Cut(30);

        Write(AuditSamples.Intent(2));

        Assert.True(AuditReading.Verify(LogPath).IsWhole);
    }

    [Fact]
    public void A_whole_record_that_only_lost_its_line_break_is_kept()
    {
        Write(AuditSamples.Intent(1));
        Cut(new FileInfo(LogPath).Length - 1);

        using (var log = Open())
        {
            Assert.Single(log.OpenIntents(AuditSamples.ObjectId)!);
            Assert.True(log.TryAppend(AuditSamples.Outcome(1)));
        }

        var verdict = AuditReading.Verify(LogPath);
        Assert.True(verdict.IsWhole, verdict.Problem);
        Assert.Equal((2, 0), (verdict.Records, verdict.Recoveries));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_record_of_which_one_letter_was_changed_is_found_by_its_hash(int number)
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1), AuditSamples.Intent(2), AuditSamples.Outcome(2));
        Tamper(lines => lines[number - 1] = lines[number - 1].Replace("\"policy\":\"payments", "\"policy\":\"paymentz", StringComparison.Ordinal));

        var verdict = AuditReading.Verify(LogPath);
        Assert.Equal(number, verdict.BrokenLine);
        Assert.Contains("its hash does not match its content", verdict.Problem, StringComparison.Ordinal);
        Assert.Equal(number - 1, verdict.Records);
    }

    [Fact]
    public void A_torn_line_that_was_changed_after_it_was_sealed_shows()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));
        Cut(new FileInfo(LogPath).Length - 20);
        Write(AuditSamples.Intent(2));

        var lines = File.ReadAllLines(LogPath);
        lines[1] = lines[1].Replace("Done", "Gone", StringComparison.Ordinal);
        File.WriteAllText(LogPath, string.Join('\n', lines) + "\n");

        Assert.Equal(2, AuditReading.Verify(LogPath).BrokenLine);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_removed_record_is_found(int line)
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1), AuditSamples.Intent(2));
        Tamper(lines => lines.RemoveAt(line));

        Assert.Equal(line + 1, AuditReading.Verify(LogPath).BrokenLine);
    }

    [Fact]
    public void A_repeated_record_is_found()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));
        Tamper(lines => lines.Add(lines[0]));

        Assert.Equal(3, AuditReading.Verify(LogPath).BrokenLine);
    }

    [Fact]
    public void A_line_of_something_else_is_found()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));
        Tamper(lines => lines.Insert(1, "hello"));

        Assert.Equal(2, AuditReading.Verify(LogPath).BrokenLine);
    }

    [Fact]
    public void A_broken_log_is_not_written_on()
    {
        Write(AuditSamples.Intent(1), AuditSamples.Outcome(1));
        Tamper(lines => lines.RemoveAt(0));

        var exception = Assert.Throws<AuditLogException>(Open);
        Assert.True(exception.IsBroken);
        Assert.Contains("line 1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_writer_is_refused_and_told_how_to_name_another_log()
    {
        using var first = Open();

        var exception = Assert.Throws<AuditLogException>(Open);
        Assert.Contains("--Audit:Path=", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Once_it_is_closed_another_may_write_it()
    {
        Open().Dispose();
        Open().Dispose();
    }

    [Fact]
    public void Reading_does_not_wait_for_the_writer()
    {
        using var log = Open();
        Assert.True(log.TryAppend(AuditSamples.Intent(1)));

        Assert.Equal(1, AuditReading.Verify(LogPath).Records);
    }

    [Fact]
    public void Looking_neither_makes_nor_changes_a_log()
    {
        Assert.Empty(new ReadOnlyAuditLog(LogPath).OpenIntents(AuditSamples.ObjectId));

        Assert.False(File.Exists(LogPath));
    }

    [Fact]
    public void Several_threads_make_one_chain()
    {
        using (var log = Open())
        {
            Parallel.For(0, 200, number => Assert.True(log.TryAppend(AuditSamples.Intent(number))));
        }

        var verdict = AuditReading.Verify(LogPath);
        Assert.True(verdict.IsWhole, verdict.Problem);
        Assert.Equal((200, 200), (verdict.Records, verdict.OpenIntents));
    }

    private AuditLog Open() => AuditLog.Open(LogPath, TimeProvider.System, NullLogger<AuditLog>.Instance, "this test");

    private void Write(params AuditRecord[] records)
    {
        using var log = Open();
        foreach (var record in records)
        {
            Assert.True(log.TryAppend(record));
        }
    }

    private void Cut(long length)
    {
        using var stream = new FileStream(LogPath, FileMode.Open);
        stream.SetLength(length);
    }

    private void Tamper(Action<List<string>> change)
    {
        var lines = File.ReadAllLines(LogPath).ToList();
        change(lines);
        File.WriteAllText(LogPath, string.Join('\n', lines) + "\n", new UTF8Encoding(false));
    }
}
