using YamlDotNet.Core;

namespace RotationService.PolicyFile;

/// <summary>Explains why a text is not valid YAML, and finds the cause that the scanner does not name.</summary>
/// <param name="yaml">The text.</param>
/// <param name="problems">Receives the errors.</param>
internal sealed class YamlSyntaxErrors(string yaml, ProblemList problems)
{
    /// <summary>Reports where and why the text is not valid YAML.</summary>
    public void Report(YamlException exception)
    {
        var start = exception.Start;
        if (IsAboutItsFirstCharacter(exception)
            && !IsReserved(start)
            && TabAfter(start.LineNumber()) is { } tab)
        {
            problems.Say(
                tab.Line,
                tab.Column,
                "the indentation contains a tab; YAML allows only spaces there");
        }
        else
        {
            problems.Say(start.LineNumber(), start.ColumnNumber(), Explain(exception));
        }
    }

    private string Explain(YamlException exception)
    {
        var text = exception.Message;
        if (IsAboutItsFirstCharacter(exception))
        {
            return "not YAML: a value cannot begin with this character; put quotes around the value";
        }

        text = text.TrimEnd('.');
        return
            $"not YAML: {char.ToLowerInvariant(text[0])}{text[1..]}; check the indentation, quotes and brackets above{LookAlikeNear(exception.Start.LineNumber())}";
    }

    // The cause is often on the line before the one where the text stops being valid YAML.
    private string LookAlikeNear(int line)
    {
        var number = 0;
        foreach (var text in yaml.AsSpan().EnumerateLines())
        {
            if (++number >= line - 1 && LookAlikes.Find(text) is { } found)
            {
                return
                    $" (line {number}, column {found.Index + 1} is {found.Name}, which only looks like an ordinary character; type it again)";
            }

            if (number > line)
            {
                break;
            }
        }

        return "";
    }

    private static bool IsAboutItsFirstCharacter(YamlException exception) =>
        exception.Message.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("tab", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the mark is at a character that YAML reserves. Then that character is the cause, and not a tab.
    /// </summary>
    private bool IsReserved(Mark mark) =>
        mark.Index < yaml.Length && yaml[(int)mark.Index] is '@' or '`' or '%';

    /// <summary>
    /// The first tab in the indentation of a line or of a line below it. The scanner reports where it began to scan,
    /// not where the tab is.
    /// </summary>
    private (int Line, int Column)? TabAfter(int line)
    {
        var number = 0;
        foreach (var text in yaml.AsSpan().EnumerateLines())
        {
            var indentation = text.Length - text.TrimStart(" \t").Length;
            if (++number >= line
                && indentation < text.Length
                && text[..indentation].IndexOf('\t') is var column and >= 0)
            {
                return (number, column + 1);
            }
        }

        return null;
    }
}
