namespace RotationService.Tests.Processes;

/// <summary>The real executable where few files may be open.</summary>
public sealed class OpenFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OpenFilesTests() => File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), _folder.File("rotation-policies.yaml"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(128)]
    [InlineData(400)]
    public async Task The_worker_and_its_sandbox_work_with_128_open_files(int limit)
    {
        await using var worker = Executable.StartWithOpenFiles(limit, _folder.Path, "run", "--sandbox", "--speed", "24h");
        await SandboxProcess.Until(() => worker.HasExited || (worker.Output.Contains(" rotated: ", StringComparison.Ordinal) && worker.Output.Contains(" retired ", StringComparison.Ordinal)), () => worker.Output + worker.Errors);
        await worker.SignalAsync("TERM");
        Assert.True(await worker.EndAsync() == 0, worker.Output + worker.Errors);
    }

    [Theory]
    [InlineData(100, "run", "--sandbox")]
    [InlineData(127, "plan", "--sandbox")]
    [InlineData(30, "validate", "--output=json")]
    public async Task Below_that_one_sentence_says_so(int limit, params string[] arguments)
    {
        await using var program = Executable.StartWithOpenFiles(limit, _folder.Path, arguments);
        Assert.Equal(1, await program.EndAsync());
        Assert.Equal($"rotation-service: the limit on open files is {limit}, but at least 128 are needed; raise the limit (ulimit -n 1024, or LimitNOFILE= of the systemd unit)", program.Errors.Trim());
        Assert.Empty(program.Output);
        Assert.Equal([_folder.File("rotation-policies.yaml")], Directory.EnumerateFileSystemEntries(_folder.Path));
    }
}
