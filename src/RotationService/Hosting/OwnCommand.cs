using RotationService.Core.Display;

namespace RotationService.Hosting;

/// <summary>How a person who started this process types another command of it.</summary>
internal static class OwnCommand
{
    private const string Name = "rotation-service";

    private const string Project = "RotationService.csproj";

    /// <summary>The command line of a verb that can be typed where this process was started.</summary>
    /// <param name="words">The verb and its options, quoted as <see cref="ShellCommand.Of"/> does; empty for the command alone.</param>
    public static string Typed(string words) => Typed(words, AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>The command line of a verb.</summary>
    /// <param name="words">The verb and its options.</param>
    /// <param name="program">The directory that the program lies in: below <c>bin/Debug</c> or <c>bin/Release</c> of its own project it was built, not installed.</param>
    /// <param name="current">The directory that commands are typed in.</param>
    public static string Typed(string words, string program, string current)
    {
        var folder = new DirectoryInfo(program);
        while (folder is not null && folder is not { Name: "Debug" or "Release", Parent.Name: "bin" })
        {
            folder = folder.Parent;
        }

        if (folder?.Parent?.Parent is not { } project || !File.Exists(Path.Combine(project.FullName, Project)))
        {
            return $"{Name} {words}";
        }

        var path = Path.GetRelativePath(current, project.FullName).Replace('\\', '/');
        return path == "." ? $"dotnet run -- {words}" : $"dotnet run --project {ShellCommand.Quoted(path)} -- {words}";
    }
}
