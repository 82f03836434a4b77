using System.Diagnostics;

namespace RotationService.Simulation.Processes;

/// <summary>The executable that is put to the test.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">Where it comes from: <c>published</c>, <c>built</c> or <c>given</c>.</param>
internal sealed record ServiceProgram(string Path, string Kind)
{
    private const string FileName = "rotation-service";

    /// <summary>The one that was built along with this program.</summary>
    public static ServiceProgram Built { get; } = new(System.IO.Path.Combine(AppContext.BaseDirectory, FileName), "built");

    /// <summary>The folder of the runtime that runs this program: the executable finds it nowhere else for sure.</summary>
    public static string DotnetRoot { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    /// <summary>Publishes it as an operator would.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">Where it is said what goes on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServiceProgram> PublishAsync(string folder, TextWriter progress, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync("publishing the service");
        var start = new ProcessStartInfo(System.IO.Path.Combine(DotnetRoot, "dotnet"), ["publish", System.IO.Path.Combine(SourceRoot(), "src", "RotationService"), "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var publish = Process.Start(start)!;
        try
        {
            var said = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
            await publish.WaitForExitAsync(cancellationToken);
            return publish.ExitCode == 0
                ? new ServiceProgram(System.IO.Path.Combine(folder, FileName), "published")
                : throw new InvalidOperationException($"dotnet publish failed:\n{said}");
        }
        finally
        {
            if (!publish.HasExited)
            {
                publish.Kill(entireProcessTree: true);
            }
        }
    }

    private static string SourceRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "RotationService.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("This program does not run below the source tree.");
    }
}
