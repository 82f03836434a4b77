using RotationService.Composition;
using RotationService.Core.Policies;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>What every verb is given.</summary>
/// <param name="PoliciesPath">The policy file.</param>
/// <param name="Sandbox">Null for the real tenant, <see cref="Arguments.InProcess"/>, or the address of a running sandbox.</param>
/// <param name="Output">How results are printed.</param>
/// <param name="Verbosity">How much is said besides.</param>
/// <param name="Settings">Process settings from the command line.</param>
/// <param name="Terminal">Where to print.</param>
internal sealed record Invocation(
    string PoliciesPath,
    string? Sandbox,
    OutputFormat Output,
    Verbosity Verbosity,
    IReadOnlyDictionary<string, string?> Settings,
    Terminal Terminal)
{
    /// <summary>What to build the service from.</summary>
    /// <exception cref="UsageException">A setting of the process is unknown or wrong.</exception>
    public ServiceSettings ServiceFor(PolicySet policies) => new(ProcessSettings.Load(Settings), policies)
    {
        Sandbox = Sandbox switch
        {
            null => null,
            Arguments.InProcess => SandboxChoice.InProcess,
            var url => new SandboxChoice(url),
        },
        Verbosity = Verbosity,
        Notify = Complain,
    };

    /// <summary>Says what went wrong, the way command-line tools do.</summary>
    public void Complain(string message) => Terminal.Error.WriteLine($"rotation-service: {message}");
}
