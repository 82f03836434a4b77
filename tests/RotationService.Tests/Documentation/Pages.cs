using System.Text.RegularExpressions;

namespace RotationService.Tests.Documentation;

/// <summary>The project's Markdown pages.</summary>
internal static partial class Pages
{
    /// <summary>All of them, relative to the root, the ones that tools unpack or build left out.</summary>
    public static IEnumerable<string> All { get; } =
    [
        .. new[] { ".", "docs", "deploy" }
            .Select(folder => Path.Combine(Repository.Root, folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", folder.EndsWith('.') ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

    /// <summary>The code blocks of a page that are of a language.</summary>
    public static IEnumerable<string> Blocks(string page, string language) =>
        Block().Matches(Read(page)).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["code"].Value);

    /// <summary>The policy files that the pages show.</summary>
    public static IEnumerable<string> PolicyFiles() =>
        All.SelectMany(page => Blocks(page, "yaml"))
            .Where(sample => sample.Contains("policies:", StringComparison.Ordinal));

    /// <summary>A page without its code blocks, in which brackets are no links.</summary>
    public static string Prose(string page) => Block().Replace(Read(page), "");

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
