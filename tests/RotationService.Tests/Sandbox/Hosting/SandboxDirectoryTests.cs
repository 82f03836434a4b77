using RotationService.Sandbox.Hosting;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class SandboxDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    private string DirectoryPath => _parent.File("data");

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void A_directory_has_one_owner_at_a_time_and_the_second_is_told_who_that_is()
    {
        using (SandboxDirectory.Take(DirectoryPath))
        {
            var error = Assert.Throws<SandboxInUseException>(() => SandboxDirectory.Take(DirectoryPath));

            Assert.Equal(DirectoryPath, error.SandboxDirectory);
            Assert.Contains($"process {Environment.ProcessId} ", error.Message, StringComparison.Ordinal);
        }

        using var again = SandboxDirectory.Take(DirectoryPath);
        Assert.Equal(DirectoryPath, again.Path);
    }

    [Fact]
    public void A_directory_it_makes_is_closed_to_others()
    {
        using var directory = SandboxDirectory.Take(DirectoryPath);

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(DirectoryPath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }
}
