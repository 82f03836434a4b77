using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RotationService.Audit;

namespace RotationService.Tests.Audit;

/// <summary>The file under an audit log: what keeps no records is refused, and one that others have changed takes no more.</summary>
public sealed class AuditFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LogPath => _folder.File("audit/log.jsonl");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, Action<string>> Losses => new()
    {
        { "was deleted or moved while", File.Delete },
        { "was deleted or moved while", path => File.Move(path, path + ".1") },
        { "was deleted or moved while", path => Directory.Move(Path.GetDirectoryName(path)!, Path.GetDirectoryName(path) + ".away") },
        { "was replaced: its path leads to another file now", path => Replace(path, "") },
        { "was replaced: its path leads to another file now", path => Replace(path, File.ReadAllText(path)) },
        { "was replaced: its path leads to a folder now", path => Swap(path, () => Directory.CreateDirectory(path)) },
        { "was replaced: its path leads to a character device now", path => Swap(path, () => File.CreateSymbolicLink(path, "/dev/null")) },
        { "was truncated: it has 0 bytes", path => File.WriteAllText(path, "") },
        { "was truncated", path => SetLength(path, new FileInfo(path).Length - 1) },
        { "was overwritten", ZeroOut },
        { "was overwritten", path => Overwrite(path, File.ReadAllText(path)[..^4] + "-\"}\n") },
        { "was appended to: this process did not write the last 1 bytes", path => File.AppendAllText(path, "\n") },
        { "was appended to", path => File.AppendAllText(path, File.ReadAllText(path)) },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_file_that_others_have_changed_takes_no_record(string problem, Action<string> lose)
    {
        ArgumentNullException.ThrowIfNull(lose);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var heard = new HeardLogger();
        using var log = AuditLog.Open(LogPath, TimeProvider.System, heard, "this test");
        Assert.True(log.TryAppend(AuditSamples.Intent(1)));

        lose(LogPath);

        Assert.False(log.TryAppend(AuditSamples.Intent(2)));
        Assert.False(log.TryAppend(AuditSamples.Intent(3)));
        Assert.Null(log.OpenIntents(AuditSamples.ObjectId));
        var sentence = Assert.Single(heard.Errors);
        Assert.Contains($"{LogPath} {problem}", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_put_back_takes_records_again_and_its_chain_is_whole()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using (var log = Open())
        {
            Assert.True(log.TryAppend(AuditSamples.Intent(1)));
            File.Move(LogPath, LogPath + ".away");
            File.WriteAllText(LogPath, "");
            Assert.False(log.TryAppend(AuditSamples.Outcome(1)));

            File.Move(LogPath + ".away", LogPath, overwrite: true);

            Assert.Single(log.OpenIntents(AuditSamples.ObjectId)!);
            Assert.True(log.TryAppend(AuditSamples.Outcome(1)));
        }

        var verdict = AuditReading.Verify(LogPath);
        Assert.True(verdict.IsWhole, verdict.Problem);
        Assert.Equal((2, 0), (verdict.Records, verdict.OpenIntents));
    }

    [Fact]
    public void A_link_that_leads_elsewhere_now_is_a_file_replaced()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Directory.CreateDirectory(_folder.File("a"));
        Directory.CreateDirectory(_folder.File("b"));
        var link = _folder.File("current.jsonl");
        File.CreateSymbolicLink(link, _folder.File("a/log.jsonl"));
        using var log = AuditLog.Open(link, TimeProvider.System, NullLogger<AuditLog>.Instance, "this test");
        Assert.True(log.TryAppend(AuditSamples.Intent(1)));

        File.Copy(_folder.File("a/log.jsonl"), _folder.File("b/log.jsonl"));
        File.Delete(link);
        File.CreateSymbolicLink(link, _folder.File("b/log.jsonl"));

        Assert.False(log.TryAppend(AuditSamples.Intent(2)));
    }

    [Theory]
    [InlineData("/dev/null", "a character device")]
    [InlineData("/dev/full", "a character device")]
    [InlineData("pipe", "a named pipe")]
    [InlineData("", "a folder; name a file in it")]
    public void What_keeps_no_records_is_refused_before_it_is_opened(string path, string kind)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Run("mkfifo", _folder.File("pipe"));

        var place = new AuditPlace(path.StartsWith('/') ? path : _folder.File(path)) { AllowsOthersToWrite = true };
        var exception = Assert.Throws<AuditLogException>(() => Open(place));
        Assert.Contains($" is {kind}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--Audit:Path=", exception.Message, StringComparison.Ordinal);
        Assert.Equal((false, false), (exception.IsBroken, exception.MayPass));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_every_user_may_write_or_replace_is_refused_unless_a_setting_allows_it(bool byItsFolder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Open().Dispose();
        var open = byItsFolder ? Path.GetDirectoryName(LogPath)! : LogPath;
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);

        var exception = Assert.Throws<AuditLogException>(() => Open());
        Assert.Contains($"chmod o-w {open}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Audit:AllowWorldWritable", exception.Message, StringComparison.Ordinal);

        using (var log = Open(new AuditPlace(LogPath) { AllowsOthersToWrite = true }))
        {
            Assert.True(log.TryAppend(AuditSamples.Intent(1)));
        }

        // As /tmp is: everybody may put files there, and delete only what is theirs.
        var mode = File.GetUnixFileMode(open);
        File.SetUnixFileMode(open, byItsFolder ? mode | UnixFileMode.StickyBit : mode & ~UnixFileMode.OtherWrite);
        Open().Dispose();
    }

    [Theory]
    [InlineData("in-the-way/log.jsonl")]
    [InlineData("loop")]
    [InlineData("/sys/rotation-audit.jsonl")]
    [InlineData("/proc/no/rotation-audit.jsonl")]
    [InlineData("too-long")]
    public void A_file_that_cannot_be_made_is_refused_in_a_sentence(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        File.WriteAllText(_folder.File("in-the-way"), "a file where the folder should be");
        File.CreateSymbolicLink(_folder.File("loop"), _folder.File("loop"));
        var full = path == "too-long" ? _folder.File(new string('a', 256)) : path.StartsWith('/') ? path : _folder.File(path);

        var exception = Assert.Throws<AuditLogException>(() => Open(new AuditPlace(full)));
        Assert.StartsWith($"the audit log {full} cannot be opened: ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", exception.Message, StringComparison.Ordinal);
        Assert.Equal((false, false), (exception.IsBroken, exception.MayPass));
    }

    [Fact]
    public void A_new_file_and_the_folders_made_for_it_are_flushed_to_the_disk()
    {
        var flushed = new List<string>();
        var place = new AuditPlace(_folder.File("one/two/log.jsonl"));

        Open(place, flushed.Add).Dispose();
        Assert.Equal([_folder.File("one/two"), _folder.File("one"), _folder.Path], flushed);

        // By the next process as well: the one that made them may have died before.
        flushed.Clear();
        Open(place, flushed.Add).Dispose();
        Assert.Equal([_folder.File("one/two")], flushed);
    }

    [Fact]
    public void A_folder_that_cannot_be_flushed_is_one_that_keeps_no_records()
    {
        var exception = Assert.Throws<AuditLogException>(() => Open(flushFolder: _ => throw new IOException("the disk is broken", 5)));
        Assert.True(exception.MayPass);

        if (OperatingSystem.IsLinux())
        {
            Assert.Throws<IOException>(() => Folder.Flush(_folder.File("not there")));
        }

        Folder.Flush(_folder.Path);
    }

    private AuditLog Open(AuditPlace? place = null, Action<string>? flushFolder = null) => AuditLog.Open(
        place ?? new AuditPlace(LogPath),
        TimeProvider.System,
        NullLogger<AuditLog>.Instance,
        "this test",
        flushFolder ?? Folder.Flush);

    private static void Run(string program, string argument)
    {
        using var process = Process.Start(program, [argument]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Replace(string path, string content)
    {
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void Swap(string path, Action make)
    {
        File.Delete(path);
        make();
    }

    private static void SetLength(string path, long length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(length);
    }

    // The same file, as long as before, with nothing in it.
    private static void ZeroOut(string path)
    {
        var length = new FileInfo(path).Length;
        SetLength(path, 0);
        SetLength(path, length);
    }

    private static void Overwrite(string path, string content)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(content));
    }
}
