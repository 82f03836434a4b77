using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RotationService.Hosting;

/// <summary>The limit on open files (<c>ulimit -n</c>), and how to start where it is low.</summary>
/// <remarks>
/// The .NET runtime keeps two descriptors for every assembly that it loads from a file: some 170 for the worker, 220 with the sandbox in the
/// same process. Where the limit leaves no room for that, the assemblies are loaded from memory instead, which takes none but a few seconds and
/// some 100 MB: none of their code is compiled beforehand. Only the runtime's core library may be used here, since every other assembly takes descriptors.
/// </remarks>
internal static class OpenFiles
{
    /// <summary>At this limit the assemblies are loaded from files: with the sandbox in the process and connections to it, some 300 are open.</summary>
    private const int Enough = 400;

    /// <summary>Below this there is no room for connections and log files, even with the assemblies in memory.</summary>
    private const int Least = 128;

    /// <summary>What is open without any connection, with a margin: the runtime ends the process if it cannot open one more itself.</summary>
    private const int BesidesConnections = 280;

    /// <summary>The same with the assemblies in memory.</summary>
    private const int BesidesConnectionsInMemory = 64;

    /// <summary>What one application that is worked on has open at most: connections to Graph, the token endpoint and two vaults, and with the sandbox in the process the other three ends of each.</summary>
    private const int ForOneApplication = 16;

    /// <summary>Runs the program in a way that the limit allows.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="run">Runs it in the ordinary way.</param>
    public static Task<int> RunAsync(string[] arguments, Func<string[], Task<int>> run)
    {
        // In memory the entry point is entered once more, and goes on from here.
        if (Limit() is not { } limit || limit >= Enough || AssemblyLoadContext.GetLoadContext(typeof(OpenFiles).Assembly) != AssemblyLoadContext.Default)
        {
            return run(arguments);
        }

        if (limit < Least)
        {
            Say($"rotation-service: the limit of open files is {limit.ToString(CultureInfo.InvariantCulture)}, and {Least.ToString(CultureInfo.InvariantCulture)} is the least that it works with; raise it (ulimit -n 1024, or LimitNOFILE= of the systemd unit)\n");
            return Task.FromResult(ExitCode.Trouble);
        }

        var program = new InMemory().LoadFromAssemblyName(typeof(OpenFiles).Assembly.GetName());
        return Task.FromResult((int)program.EntryPoint!.Invoke(null, [arguments])!);
    }

    /// <summary>How many applications may be worked on at once.</summary>
    /// <param name="most">If the limit of open files allows it.</param>
    public static int Parallelism(int most) => Limit() is { } limit
        ? Math.Clamp((limit - (limit < Enough ? BesidesConnectionsInMemory : BesidesConnections)) / ForOneApplication, 1, most)
        : most;

    /// <summary>The limit in force; null if the system does not show it, or there is none.</summary>
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
                    return int.TryParse(end < 0 ? soft : soft[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another system than Linux, or one that hides it.
            return null;
        }

        return null;
    }

    // The console's own classes are in assemblies that might not be loaded any more.
    private static void Say(string text)
    {
        using var error = new FileStream(new SafeFileHandle(2, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        error.Write(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Loads what the runtime would have loaded from files, all but the core library, which is there already.</summary>
    private sealed class InMemory : AssemblyLoadContext
    {
        private const string CoreLibrary = "System.Private.CoreLib";
        private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

        public InMemory()
            : base("in memory")
        {
            foreach (var path in ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
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
