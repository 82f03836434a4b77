using System.Text.RegularExpressions;

namespace RotationService.Tests.Architecture;

/// <summary>The texts of the core name nothing that belongs to the program around it.</summary>
public sealed partial class MessageTests
{
    [Fact]
    public void The_core_names_no_command_setting_or_page_of_the_program()
    {
        var folder = Path.Combine(Repository.Root, "src", "RotationService.Core");
        var wrong =
            from path in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            where !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from line in File.ReadLines(path)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from found in OfTheProgram().Matches(line)
            select $"{Path.GetRelativePath(folder, path)}: {found.Value}";
        Assert.Empty(wrong);
    }

    [GeneratedRegex(
        "--(revoke-previous|sandbox|verbosity|policies|once)|`(rotate|run|plan|status|doctor|discover|audit|validate)\\b|Audit:|README|\\bdocs/|\\bdeploy/|operational log",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex OfTheProgram();
}
