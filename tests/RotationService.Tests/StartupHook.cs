/// <summary>Run by the runtime before Main where DOTNET_STARTUP_HOOKS names this assembly: says, at the end, which assemblies were loaded.</summary>
#pragma warning disable CA1050, MA0047 // The runtime looks for this very name, outside any namespace.
internal static class StartupHook
#pragma warning restore CA1050, MA0047
{
    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Console.Error.WriteLine($"loaded: {assembly.GetName().Name}");
        }
    };
}
