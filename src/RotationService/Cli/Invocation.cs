using RotationService.Composition;
using RotationService.Core.Policies;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>The options that every command receives.</summary>
/// <param name="PoliciesPath">The policy file.</param>
/// <param name="Sandbox">
/// Null for the real tenant, <see cref="Arguments.InProcess"/>, or the address of a running sandbox.
/// </param>
/// <param name="Output">The output format of results.</param>
/// <param name="Verbosity">How much to write to standard error.</param>
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
    /// <summary>The settings from which the service is built.</summary>
    /// <exception cref="UsageException">A process setting is unknown or has a wrong value.</exception>
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

    /// <summary>Writes a message to standard error, after the name of the program.</summary>
    public void Complain(string message) => Terminal.Error.WriteLine($"rotation-service: {message}");
}
