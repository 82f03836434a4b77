using System.Diagnostics;

namespace RotationService.TestKit.Processes;

/// <summary>The executable that is put to the test.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">Where it comes from: <c>published</c>, <c>built</c> or <c>given</c>.</param>
public sealed record ServiceProgram(string Path, string Kind)
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "rotation-service.exe" : "rotation-service";

    /// <summary>The one that was built along with this program.</summary>
    public static ServiceProgram Built { get; } = new(System.IO.Path.Combine(AppContext.BaseDirectory, FileName), "built");

    /// <summary>The folder of the runtime that runs this program: the executable finds it nowhere else for sure.</summary>
    public static string DotnetRoot { get; } = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    /// <summary>How the executable is started, by itself or by another program, with its console redirected.</summary>
    /// <param name="program">What is started.</param>
    /// <param name="directory">Where it works.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo StartInfo(string program, string directory, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        return start;
    }

    /// <summary>Publishes it as an operator would.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="progress">Where it is said what goes on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServiceProgram> PublishAsync(string folder, TextWriter progress, CancellationToken cancellationToken)
    {
        await progress.WriteLineAsync("publishing the service");
        var start = new ProcessStartInfo(System.IO.Path.Combine(DotnetRoot, "dotnet"), ["publish", System.IO.Path.Combine(Repository.Root, "src", "RotationService"), "-c", "Release", "-o", folder, "--nologo", "-v", "quiet"])
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
}
