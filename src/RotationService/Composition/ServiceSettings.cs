using RotationService.Core.Policies;
using RotationService.Settings;

namespace RotationService.Composition;

/// <summary>What a <see cref="Service"/> is built from. It knows of no command line and no terminal, so a worker, a web host or a scheduler can make one.</summary>
/// <param name="Process">The settings of the process.</param>
/// <param name="Policies">The policies, which say in which tenants the service works.</param>
internal sealed record ServiceSettings(ProcessSettings Process, PolicySet Policies)
{
    /// <summary>The sandbox to work in; null, the default, for the real tenant.</summary>
    public SandboxChoice? Sandbox { get; init; }

    /// <summary>How much the operational log writes to standard error. Default: as the settings say.</summary>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>How many seconds of sandbox time pass a second while nothing is in flight. Default 3600.</summary>
    public double Speed { get; init; } = 3600;

    /// <summary>Gets each sentence that whoever started the process should read, such as that another process runs the sandbox. Default: nobody.</summary>
    public Action<string> Notify { get; init; } = _ => { };
}
