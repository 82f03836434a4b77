using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>One policy for many applications, as a person meets it.</summary>
public sealed class GroupRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public GroupRunTests() => File.WriteAllText(_folder.File("rotation-policies.yaml"), """
        version: 1
        defaults: { vault: https://contoso-prod.vault.azure.net, lifetime: 90d }
        policies:
          - name: team
            applications: { tag: blue, displayName: "blue-*", appIds: [0000000a-0000-0000-0000-000000000000] }
            secret: "{policy}-{displayName}"
            overrides:
              - application: { displayName: blue-sample-2 }
                hold: true
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_application_has_a_row_and_can_be_rotated_by_itself()
    {
        var ending = await Executable.RunAsync(_folder.Path, "run", "--sandbox", "--once", "--output", "json");
        Assert.Equal(0, ending.Code);
        using var document = JsonDocument.Parse(ending.Output);
        var applications = document.RootElement.GetProperty("applications").EnumerateArray().ToList();
        Assert.All(applications, application => Assert.Equal("team", application.GetProperty("policy").GetString()));
        Assert.Equal(
            ["team-blue-sample-1", "team-blue-sample-2", "team-blue-sample-3", "team-team-0000"],
            applications.Select(application => application.GetProperty("secret").GetString()));

        var status = await Executable.RunAsync(_folder.Path, "status", "--sandbox");
        Assert.Contains("team/blue-sample-1  Healthy", status.Output, StringComparison.Ordinal);

        var several = await Executable.RunAsync(_folder.Path, "rotate", "team", "--sandbox");
        Assert.Equal(2, several.Code);
        Assert.Contains("team/blue-sample-1, team/blue-sample-2, team/blue-sample-3, team/team-0000; specify one of them", several.Error, StringComparison.Ordinal);

        var labelled = await Executable.RunAsync(_folder.Path, "doctor", "TEAM/blue-sample-1", "--sandbox");
        Assert.Equal(0, labelled.Code);
        Assert.DoesNotContain("blue-sample-2", labelled.Output, StringComparison.Ordinal);

        var one = await Executable.RunAsync(_folder.Path, "rotate", "blue-sample-2", "--sandbox", "--output", "json");
        Assert.Equal(0, one.Code);
        using var rotated = JsonDocument.Parse(one.Output);
        Assert.Empty(rotated.RootElement.GetProperty("policies").EnumerateArray());
        Assert.Equal("blue-sample-2", Assert.Single(rotated.RootElement.GetProperty("applications").EnumerateArray()).GetProperty("application").GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task An_exception_that_names_nothing_is_told_by_every_verb_that_looks_and_nothing_is_held_back_for_it()
    {
        var file = _folder.File("rotation-policies.yaml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("tag: blue,", "tag: blue, except: [blue-sampel-3],", StringComparison.Ordinal));
        Assert.Equal(0, (await Executable.RunAsync(_folder.Path, "validate")).Code);

        var plan = await Executable.RunAsync(_folder.Path, "plan", "--sandbox");
        Assert.Equal(1, plan.Code);
        Assert.Contains("team: The exception blue-sampel-3 matches no application (did you mean blue-sample-3?).", plan.Output, StringComparison.Ordinal);

        var once = await Executable.RunAsync(_folder.Path, "run", "--sandbox", "--once", "--output", "json");
        Assert.Equal(1, once.Code);
        Assert.Contains("needs a person: The exception blue-sampel-3", once.Error, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(once.Output);
        var policy = Assert.Single(document.RootElement.GetProperty("policies").EnumerateArray());
        Assert.Equal("EntryMatchesNothing", policy.GetProperty("reason").GetString());
        Assert.Equal((4, 1), (document.RootElement.GetProperty("summary").GetProperty("rotated").GetInt32(), document.RootElement.GetProperty("summary").GetProperty("attention").GetInt32()));

        Assert.Contains("EntryMatchesNothing", (await Executable.RunAsync(_folder.Path, "status", "--sandbox")).Output, StringComparison.Ordinal);
        var doctor = await Executable.RunAsync(_folder.Path, "doctor", "--sandbox");
        Assert.Equal(1, doctor.Code);
        Assert.Contains("Entries: The exception blue-sampel-3", doctor.Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, text.Replace("tag: blue,", "tag: blue, except: [{ name: blue-sampel-3, optional: true }],", StringComparison.Ordinal));
        Assert.Equal(0, (await Executable.RunAsync(_folder.Path, "plan", "--sandbox")).Code);
    }
}
