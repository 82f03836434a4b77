using System.CommandLine;
using System.CommandLine.Invocation;
using RotationService.Hosting;

namespace RotationService.Cli;

/// <summary>A verb of a later release: refused in so many words, whatever follows it.</summary>
internal sealed class NotBuilt(string verb, string instead) : SynchronousCommandLineAction
{
    /// <summary>Such a verb.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="instead">What helps meanwhile.</param>
    /// <param name="path">Its full path, if it stands below another.</param>
    public static Command Verb(string name, string instead, string? path = null) => new(name, "Not built yet")
    {
        Hidden = true,
        TreatUnmatchedTokensAsErrors = false,
        Action = new NotBuilt(path ?? name, instead),
    };

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Console.Error.WriteLine($"rotation-service: `{verb}` is not built yet; {instead}");
        return ExitCode.Usage;
    }
}
