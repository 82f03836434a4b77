using System.Text.RegularExpressions;

namespace RotationService.Tests.Architecture;

/// <summary>Which folder may use which, as `docs/architecture.md` draws it: only those in rows below its own.</summary>
public sealed partial class FolderTests
{
    [Theory]
    [InlineData("RotationService.Core")]
    [InlineData("RotationService")]
    public void A_folder_uses_only_those_in_rows_below_its_own(string project)
    {
        var rows = RowsOf(project);
        var wrong = Arrows(project).Where(arrow => rows.GetValueOrDefault(arrow.To, -1) <= rows.GetValueOrDefault(arrow.From, int.MaxValue));
        Assert.Empty(wrong.Select(arrow => $"{arrow.From} uses {arrow.To} in {arrow.File}"));
    }

    [Theory]
    [InlineData("RotationService.Core")]
    [InlineData("RotationService")]
    public void The_picture_has_every_folder_and_no_other(string project) =>
        Assert.Equal(TypesOf(project).Keys.Order(StringComparer.Ordinal), RowsOf(project).Keys.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("RotationService.Core")]
    [InlineData("RotationService")]
    public void A_namespace_is_that_of_the_folder(string project) => Assert.All(
        FilesOf(project),
        file => Assert.Contains($"namespace {project}.{file.Folder};", file.Text, StringComparison.Ordinal));

    private static Dictionary<string, int> RowsOf(string project)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var start = page.IndexOf($"`src/{project}`, top to bottom", StringComparison.Ordinal);
        Assert.True(start >= 0, $"docs/architecture.md draws no folders of {project}.");
        return page[start..].Split("```")[1]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany((row, number) => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(folder => (folder, number)))
            .ToDictionary(entry => entry.folder, entry => entry.number, StringComparer.Ordinal);
    }

    // By a using, or, inside the project, by a type's name behind its folder's.
    private static IEnumerable<(string From, string To, string File)> Arrows(string project)
    {
        var types = TypesOf(project);
        return
            from file in FilesOf(project)
            let byUsing = Using().Matches(file.Text)
                .Select(match => match.Groups["name"].Value)
                .Where(name => name.StartsWith($"{project}.", StringComparison.Ordinal))
                .Select(name => name[(project.Length + 1)..].Split('.')[0])
            let byName = Qualified().Matches(file.Text)
                .Where(match => types.TryGetValue(match.Groups["folder"].Value, out var there) && there.Contains(match.Groups["type"].Value))
                .Select(match => match.Groups["folder"].Value)
            from to in byUsing.Concat(byName).Distinct(StringComparer.Ordinal)
            where types.ContainsKey(to) && to != file.Folder
            select (file.Folder, to, file.Name);
    }

    private static Dictionary<string, HashSet<string>> TypesOf(string project) => FilesOf(project)
        .GroupBy(file => file.Folder, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Select(file => file.Name.Split('.')[0]).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static List<(string Folder, string Name, string Text)> FilesOf(string project)
    {
        var root = Path.Combine(Repository.Root, "src", project);
        return
        [
            .. from folder in Directory.EnumerateDirectories(root)
               let name = Path.GetFileName(folder)
               where name is not ("bin" or "obj")
               from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
               select (name, Path.GetFileName(file), File.ReadAllText(file)),
        ];
    }

    [GeneratedRegex(@"^using (static )?(\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Qualified();
}
