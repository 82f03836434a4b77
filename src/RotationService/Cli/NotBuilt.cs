using System.CommandLine;
using System.CommandLine.Invocation;
using RotationService.Hosting;

namespace RotationService.Cli;

/// <summary>
/// A command of a later release. It reports that it is not implemented, whatever arguments follow it.
/// </summary>
internal sealed class NotBuilt(string verb, string instead) : SynchronousCommandLineAction
{
    /// <summary>Creates such a command.</summary>
    /// <param name="name">The name of the command.</param>
    /// <param name="instead">What to use until it is implemented.</param>
    /// <param name="path">The full path, if the command is a subcommand. Default <paramref name="name"/>.</param>
    public static Command Verb(string name, string instead, string? path = null) => new(name, "Not implemented yet")
    {
        Hidden = true,
        TreatUnmatchedTokensAsErrors = false,
        Action = new NotBuilt(path ?? name, instead),
    };

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Console.Error.WriteLine($"rotation-service: `{verb}` is not implemented yet; {instead}");
        return ExitCode.Usage;
    }
}
