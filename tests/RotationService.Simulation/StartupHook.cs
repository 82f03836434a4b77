using System.Runtime.InteropServices;
using System.Runtime.Versioning;

/// <summary>
/// Run by the runtime before Main where DOTNET_STARTUP_HOOKS names this assembly: collects garbage when the process is sent SIGWINCH, and
/// says so.
/// </summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for this very name, outside any namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    /// <summary>What it writes to standard error when it has collected.</summary>
    public const string Collected = "collected";

    /// <summary>SIGWINCH, one of the few signals that end no process; raw numbers are taken beside the named ones.</summary>
    private const PosixSignal Collect = (PosixSignal)28;

    private static PosixSignalRegistration? _registration;

    [UnsupportedOSPlatform("windows")]
    public static void Initialize() => _registration ??= PosixSignalRegistration.Create(Collect, context =>
    {
        context.Cancel = true;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Console.Error.WriteLine(Collected);
    });
}
