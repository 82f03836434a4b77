using RotationService.Core.Display;

namespace RotationService.Hosting;

/// <summary>Builds command lines for messages, as the user who started this process can type them.</summary>
internal static class OwnCommand
{
    private const string Name = "rotation-service";

    private const string Project = "RotationService.csproj";

    /// <summary>The command line of a command, to be typed in the directory where this process was started.</summary>
    /// <param name="words">
    /// The command and its options, quoted as <see cref="ShellCommand.Of"/> does. Empty for the program alone.
    /// </param>
    public static string Typed(string words) => Typed(words, AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>The command line of a command.</summary>
    /// <param name="words">The command and its options.</param>
    /// <param name="program">
    /// The directory of the program. If it is below <c>bin/Debug</c> or <c>bin/Release</c> of its own project, the
    /// program was built there and not installed.
    /// </param>
    /// <param name="current">The directory where the command is typed.</param>
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
