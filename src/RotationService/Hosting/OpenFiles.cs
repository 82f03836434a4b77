using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Hosting;

/// <summary>
/// Reads the limit on open files (<c>ulimit -n</c>), and starts the program in a way that suits a low limit.
/// </summary>
/// <remarks>
/// The .NET runtime keeps two descriptors for every assembly that it loads from a file: about 170 for the worker, and
/// 220 with the sandbox in the same process. If the limit is too low for that, the assemblies are loaded from memory
/// instead. That takes no descriptors, but a few seconds and about 100 MB, because none of the code is precompiled.
/// This class may only use the runtime's core library, because every other assembly takes descriptors.
/// </remarks>
internal static class OpenFiles
{
    /// <summary>
    /// From this limit on, assemblies are loaded from files. With the sandbox in the process and connections to it,
    /// about 300 files are open.
    /// </summary>
    private const int Enough = 400;

    /// <summary>
    /// The lowest limit. Below it there is no room for connections and log files, even with the assemblies in memory.
    /// </summary>
    private const int Least = 128;

    /// <summary>
    /// The number of files that are open without any connection, plus a margin. The runtime ends the process if it
    /// cannot open another file itself.
    /// </summary>
    private const int BesidesConnections = 280;

    /// <summary>The same number with the assemblies in memory.</summary>
    private const int BesidesConnectionsInMemory = 64;

    /// <summary>
    /// The most files that are open for one application in progress: connections to Graph, the token endpoint and two
    /// vaults, and three more ends of each if the sandbox is in the process.
    /// </summary>
    private const int ForOneApplication = 16;

    /// <summary>Runs the program in the way that the limit allows. Returns the exit code.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Runs the program with its assemblies loaded as usual.</param>
    public static Task<int> RunAsync(string[] arguments, Func<string[], Task<int>> run)
    {
        // When the assemblies are in memory, the entry point runs a second time and continues here.
        if (Limit() is not { } limit
            || limit >= Enough
            || AssemblyLoadContext.GetLoadContext(typeof(OpenFiles).Assembly) != AssemblyLoadContext.Default)
        {
            return run(arguments);
        }

        if (limit < Least)
        {
            Say(
                $"rotation-service: the limit on open files is {limit.ToString(CultureInfo.InvariantCulture)}, but at least {Least.ToString(CultureInfo.InvariantCulture)} are needed; raise the limit (ulimit -n 1024, or LimitNOFILE= of the systemd unit)\n");
            return Task.FromResult(ExitCode.Trouble);
        }

        var program = new InMemory().LoadFromAssemblyName(typeof(OpenFiles).Assembly.GetName());
        return Task.FromResult((int)program.EntryPoint!.Invoke(null, [arguments])!);
    }

    /// <summary>The number of applications that may be in progress at once, at least 1.</summary>
    /// <param name="most">The number to use if the limit on open files allows it.</param>
    public static int Parallelism(int most) =>
        Limit() is { } limit
            ? Math.Clamp(
                (limit - (limit < Enough ? BesidesConnectionsInMemory : BesidesConnections)) / ForOneApplication,
                1,
                most)
            : most;

    /// <summary>The soft limit. Null if the system does not show it or has none.</summary>
    private static int? Limit()
    {
        const string Name = "Max open files";
        try
        {
            foreach (var line in File.ReadLines("/proc/self/limits"))
            {
                if (line.StartsWith(Name, StringComparison.Ordinal))
                {
                    var soft = line.AsSpan(Name.Length).TrimStart();
                    var end = soft.IndexOf(' ');
                    return int.TryParse(
                        end < 0 ? soft : soft[..end],
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var limit)
                            ? limit
                            : null;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system is not Linux, or it hides the limit.
            return null;
        }

        return null;
    }

    // Console is not used, because there may be no descriptor left to load its assembly.
    private static void Say(string text)
    {
        using var error = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        error.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Loads from memory the assemblies that the runtime would load from files, except the core library, which is
    /// already loaded.
    /// </summary>
    private sealed class InMemory : AssemblyLoadContext
    {
        private const string CoreLibrary = "System.Private.CoreLib";
        private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

        public InMemory()
            : base("in memory")
        {
            foreach (var path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            {
                _paths[Path.GetFileNameWithoutExtension(path)] = path;
            }
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is not { } name || name == CoreLibrary || !_paths.TryGetValue(name, out var path))
            {
                return null;
            }

            using var file = File.OpenRead(path);
            return LoadFromStream(file);
        }
    }
}
