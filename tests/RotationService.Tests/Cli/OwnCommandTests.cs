using RotationService.Hosting;

namespace RotationService.Tests.Cli;

public sealed class OwnCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("src/RotationService/bin/Debug/net10.0/", "", "dotnet run --project src/RotationService -- status --sandbox")]
    [InlineData("src/RotationService/bin/Release/net10.0/linux-x64", "", "dotnet run --project src/RotationService -- status --sandbox")]
    [InlineData("src/RotationService/bin/Debug/net10.0", "src/RotationService", "dotnet run -- status --sandbox")]
    [InlineData("src/RotationService/bin/Debug/net10.0", "tests", "dotnet run --project ../src/RotationService -- status --sandbox")]
    [InlineData("my src/RotationService/bin/Debug/net10.0", "", "dotnet run --project 'my src/RotationService' -- status --sandbox")]
    public void Of_a_program_in_its_project_s_build_folder_it_is_dotnet_run(string program, string current, string expected)
    {
        var project = Directory.CreateDirectory(_folder.File(program.Split("/bin/")[0]));
        File.WriteAllText(Path.Combine(project.FullName, "RotationService.csproj"), "");

        Assert.Equal(expected, OwnCommand.Typed("status --sandbox", _folder.File(program), _folder.File(current)));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("usr/local/bin")]
    [InlineData("tests/RotationService.Tests/bin/Debug/net10.0")]
    public void Of_any_other_program_it_is_its_name(string program) =>
        Assert.Equal("rotation-service status --sandbox", OwnCommand.Typed("status --sandbox", _folder.File(program), _folder.Path));
}
