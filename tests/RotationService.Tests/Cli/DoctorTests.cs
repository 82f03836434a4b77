using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>What is missing, as a person finds out.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DoctorTests() => File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), _folder.File("rotation-policies.yaml"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_names_what_is_missing_with_the_command_that_mends_it_and_ends_with_1()
    {
        var all = await Executable.RunAsync(_folder.Path, "doctor", "--sandbox");
        Assert.Equal(1, all.Code);
        Assert.Contains("FAILED   treasury-bridge                 Ownership: the identity does not own it", all.Output, StringComparison.Ordinal);
        Assert.Contains("Run: az ad app owner add --id 00000000-0000-0000-0000-000000000007 --owner-object-id ", all.Output, StringComparison.Ordinal);
        Assert.Contains("ok       payments-api                    Application, Ownership, PasswordPolicy, DeletedNames, Standing", all.Output, StringComparison.Ordinal);
        Assert.Contains("70 checks: 2 failed", all.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("audit")));

        var one = await Executable.RunAsync(_folder.Path, "doctor", "payments-api", "--sandbox", "--output", "json");
        Assert.Equal(0, one.Code);
        using var document = JsonDocument.Parse(one.Output);
        Assert.Equal(0, document.RootElement.GetProperty("summary").GetProperty("failed").GetInt32());
        Assert.DoesNotContain("contoso-dr", one.Output, StringComparison.Ordinal);

        var none = await Executable.RunAsync(_folder.Path, "doctor", "payment-api", "--sandbox");
        Assert.Equal(2, none.Code);
        Assert.Contains("did you mean payments-api?", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_answers_it_ends_with_3()
    {
        var ending = await Executable.RunAsync(_folder.Path, "doctor", "--sandbox=https://127.0.0.1:1");
        Assert.Equal(3, ending.Code);
        Assert.DoesNotContain("   at ", ending.Error, StringComparison.Ordinal);
    }
}
