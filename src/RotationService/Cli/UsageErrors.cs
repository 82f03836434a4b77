using System.CommandLine;
using RotationService.Hosting;

namespace RotationService.Cli;

/// <summary>Describes the errors in a command line and suggests corrections.</summary>
internal static class UsageErrors
{
    private const string Name = "rotation-service";

    /// <summary>One line for each error, followed by a hint at the help.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unmatched = parsed.UnmatchedTokens.ToList();
        foreach (var token in unmatched)
        {
            yield return Unknown(token, command);
        }

        if (unmatched.Count == 0 && command.Subcommands.Count > 0 && command.Action is null)
        {
            yield return
                $"{(command is RootCommand ? "a command is missing" : $"`{Path(command)}` needs a subcommand")}. {Known(command)}";
        }
        else
        {
            foreach (var error in parsed.Errors.Where(error =>
                unmatched.Count == 0
                || !unmatched.Any(token => error.Message.Contains(token, StringComparison.Ordinal))))
            {
                if (unmatched.Count == 0 || command.Action is not null)
                {
                    yield return
                        error.Message.StartsWith("Required argument missing for command", StringComparison.Ordinal)
                        && command.Arguments is [{ } argument]
                        ? Missing(argument)
                        : error.Message.TrimEnd('.').ReplaceLineEndings(" ").Trim();
                }
            }
        }

        yield return $"for help, run `{OwnCommand.Typed($"{Path(command)} --help"[(Name.Length + 1)..])}`";
    }

    private static string Missing(Argument argument) => argument.Description is [var first, .. var rest]
        ? $"{argument.Name} is missing: {char.ToLowerInvariant(first)}{rest}"
        : $"{argument.Name} is missing";

    private static string Unknown(string token, Command command)
    {
        if (token.StartsWith('-'))
        {
            var name = token.Split('=', 2)[0];
            var nearest = Spelling.Nearest(name, Options(command));
            return nearest is null
                ? $"`{Path(command)}` has no option {name}"
                : $"`{Path(command)}` has no option {name}; did you mean {nearest}?";
        }

        if (command.Subcommands.Count > 0)
        {
            var nearest = Spelling.Nearest(token, Names(command));
            return nearest is null
                ? $"unknown command `{token}`. {Known(command)}"
                : $"unknown command `{token}`; did you mean `{nearest}`?";
        }

        return $"unexpected argument `{token}` for `{Path(command)}`";
    }

    private static string Known(Command command) => $"Commands: {string.Join(", ", Names(command))}";

    private static IEnumerable<string> Names(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name);

    private static IEnumerable<string> Options(Command command) =>
        command.Options
            .Concat(command.Parents.SelectMany(parent =>
                parent is Command above ? above.Options.Where(option => option.Recursive) : []))
            .Concat(command.Parents
                .OfType<Command>()
                .SelectMany(parent => parent.Parents)
                .OfType<Command>()
                .SelectMany(root => root.Options.Where(option => option.Recursive)))
            .Select(option => option.Name);

    private static string Path(Command command) => command is RootCommand
        ? Name
        : $"{(command.Parents.FirstOrDefault() is Command parent ? Path(parent) : Name)} {command.Name}";
}
