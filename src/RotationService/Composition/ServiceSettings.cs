using RotationService.Core.Policies;
using RotationService.Settings;

namespace RotationService.Composition;

/// <summary>
/// The settings from which a <see cref="Service"/> is built. They do not depend on a command line or a terminal, so
/// that a worker, a web host or a scheduler can create a service.
/// </summary>
/// <param name="Process">The settings of the process.</param>
/// <param name="Policies">The policies. They determine the tenants in which the service works.</param>
internal sealed record ServiceSettings(ProcessSettings Process, PolicySet Policies)
{
    /// <summary>The sandbox to work in. Null, the default, for the real tenant.</summary>
    public SandboxChoice? Sandbox { get; init; }

    /// <summary>
    /// How much the operational log writes to standard error. Default <c>Normal</c>: as the configuration says.
    /// </summary>
    public Verbosity Verbosity { get; init; } = Verbosity.Normal;

    /// <summary>
    /// The number of seconds of sandbox time that pass in a second while no request is in progress. Default 3600.
    /// </summary>
    public double Speed { get; init; } = 3600;

    /// <summary>
    /// Receives messages for whoever started the process, such as that another process runs the sandbox. Default:
    /// ignored.
    /// </summary>
    public Action<string> Notify { get; init; } = _ => { };
}
