using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>What a newcomer types first: no policy file yet, and a tenant that nobody has looked through.</summary>
public sealed class DiscoverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_policy_file_everything_is_shown_and_can_be_drafted()
    {
        var table = await Run("discover", "--sandbox");
        Assert.Equal(0, table.Code);
        Assert.StartsWith("billing-worker ", table.Output.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains("13 applications: 1 expired, 1 within 7 days", table.Output, StringComparison.Ordinal);

        var drafting = await Run("discover", "--sandbox", "--name", "PAYMENTS*", "--write", "draft.yaml");
        Assert.Equal(0, drafting.Code);
        Assert.Contains("1 of 13 applications", drafting.Output, StringComparison.Ordinal);
        Assert.Contains("draft.yaml is a draft", drafting.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run("validate", "--policies", "draft.yaml")).Code);

        var again = await Run("discover", "--sandbox", "--write", "draft.yaml");
        Assert.Equal(2, again.Code);
        Assert.Contains("the file exists already and is not overwritten", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_one_document_or_rows()
    {
        File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), _folder.File("rotation-policies.yaml"));
        using var document = JsonDocument.Parse((await Run("discover", "--sandbox", "--uncovered", "--output", "json")).Output);
        Assert.Equal(
            ["intranet-wiki", "svc-legacy"],
            document.RootElement.GetProperty("applications").EnumerateArray().Select(found => found.GetProperty("application").GetProperty("displayName").GetString()));
        Assert.Equal(2, document.RootElement.GetProperty("summary").GetProperty("applications").GetInt32());
        Assert.Equal(0, document.RootElement.GetProperty("calls").GetProperty("vault").GetInt32());

        var rows = (await Run("discover", "--sandbox", "--within", "30d", "--output", "csv")).Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("displayName,appId,", rows[0], StringComparison.Ordinal);
        Assert.Equal(["billing-worker", "payments-api", "archive-export"], rows.Skip(1).Select(row => row.Split(',')[0]));
        Assert.All(rows, row => Assert.Equal(14, row.Count(character => character == ',')));
    }

    [Theory]
    [InlineData("discover --sandbox --within soon", "--within: \"soon\" is not a duration")]
    [InlineData("discover --sandbox --policies nowhere.yaml", "the file does not exist")]
    [InlineData("status --sandbox --output csv", "write table or json")]
    public async Task Bad_usage_ends_with_2(string arguments, string fragment)
    {
        var ending = await Run(arguments.Split(' '));
        Assert.Equal(2, ending.Code);
        Assert.Contains(fragment, ending.Error, StringComparison.Ordinal);
    }

    private Task<Ending> Run(params string[] arguments) => Executable.RunAsync(_folder.Path, arguments);
}
