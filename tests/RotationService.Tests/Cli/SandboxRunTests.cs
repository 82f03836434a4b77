using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>The first commands of a visitor, in an empty folder with the policy file that comes with the service.</summary>
public sealed class SandboxRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SandboxRunTests() => File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), _folder.File("rotation-policies.yaml"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task One_sweep_rotates_and_only_what_the_cast_means_to_needs_attention()
    {
        var ending = await Executable.RunAsync(_folder.Path, "run", "--sandbox", "--once", "--output", "json");

        using var document = JsonDocument.Parse(ending.Output);
        var summary = document.RootElement.GetProperty("summary");
        Assert.Equal(1, ending.Code);
        Assert.Equal(12, summary.GetProperty("managed").GetInt32());
        Assert.Equal(8, summary.GetProperty("rotated").GetInt32());
        Assert.Equal(0, summary.GetProperty("failed").GetInt32());
        Assert.Equal(
            ["CredentialLimit", "NotOwner"],
            document.RootElement.GetProperty("applications").EnumerateArray()
                .Where(application => application.GetProperty("needsHuman").GetBoolean())
                .Select(application => application.GetProperty("reason").GetString()));

        var verified = await Executable.RunAsync(_folder.Path, "audit", "verify");
        Assert.Equal(0, verified.Code);
        Assert.Contains("0 intents without an outcome", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_writes_no_audit_log_and_changes_nothing()
    {
        var first = await Executable.RunAsync(_folder.Path, "plan", "--sandbox");
        var second = await Executable.RunAsync(_folder.Path, "plan", "--sandbox");

        Assert.Contains("payments-api              Due             NearingExpiry    Issue → Store → Verify → Promote", first.Output, StringComparison.Ordinal);
        Assert.Contains("12 managed, 8 would be rotated, 2 need a person", first.Output, StringComparison.Ordinal);
        Assert.Equal(first.Output.Split('\n').Length, second.Output.Split('\n').Length);
        Assert.False(Directory.Exists(_folder.File("audit")));
    }

    [Fact]
    public async Task Rotating_names_the_grace_period_that_is_in_the_way_and_revoking_ends_it()
    {
        var first = await Executable.RunAsync(_folder.Path, "rotate", "PAYMENTS-API", "--sandbox");
        Assert.Equal(0, first.Code);
        Assert.Contains("1 rotated", first.Output, StringComparison.Ordinal);

        var refused = await Executable.RunAsync(_folder.Path, "rotate", "00000000-0000-0000-0000-000000000001", "--sandbox");
        Assert.Equal(1, refused.Code);
        Assert.Contains("--revoke-previous", refused.Error, StringComparison.Ordinal);

        var revoked = await Executable.RunAsync(_folder.Path, "rotate", "payments-api", "--sandbox", "--revoke-previous", "--yes");
        Assert.Equal(0, revoked.Code);
        Assert.Contains("Revoke", revoked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_that_is_none_gets_a_suggestion()
    {
        var ending = await Executable.RunAsync(_folder.Path, "rotate", "payment-api", "--sandbox");

        Assert.Equal(2, ending.Code);
        Assert.Contains("did you mean payments-api?", ending.Error, StringComparison.Ordinal);
    }
}
