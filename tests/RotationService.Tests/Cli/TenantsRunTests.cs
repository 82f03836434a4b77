using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>Applications in two tenants, as a person meets them.</summary>
public sealed class TenantsRunTests : IDisposable
{
    private const string Here = "00000000-0000-0000-0000-0000000000aa";
    private const string There = "00000000-0000-0000-0000-0000000000bb";

    private readonly TemporaryFolder _folder = new();

    public TenantsRunTests() => File.WriteAllText(_folder.File("rotation-policies.yaml"), $$"""
        version: 1
        tenants: [{{Here}}, {{There}}]
        defaults: { vault: https://contoso-prod.vault.azure.net, lifetime: 90d }
        policies:
          - { name: red, application: { displayName: red }, secret: red }
          - { name: green, application: { displayName: green }, secret: green }
          - { name: blue, applications: { displayName: "blue-*" }, secret: "{displayName}" }
          - { name: vendor-aa, servicePrincipal: { appId: 0000000a-0000-0000-0000-000000000000, tenant: {{Here}} }, secret: vendor-aa }
          - { name: vendor-bb, servicePrincipal: { appId: 0000000a-0000-0000-0000-000000000000, tenant: {{There}} }, secret: vendor-bb }
        """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Applications_of_both_are_rotated_and_each_is_told_with_its_tenant()
    {
        var ending = await Executable.RunAsync(_folder.Path, "run", "--sandbox", "--once", "--output", "json");
        Assert.Equal(0, ending.Code);
        using var document = JsonDocument.Parse(ending.Output);
        Assert.Equal(7, document.RootElement.GetProperty("summary").GetProperty("rotated").GetInt32());
        Assert.Equal(
            [("red", Here), ("green", There), ("blue-sample-1", Here), ("blue-sample-2", There), ("blue-sample-3", Here), ("vendor-aa", Here), ("vendor-bb", There)],
            document.RootElement.GetProperty("applications").EnumerateArray().Select(application => (application.GetProperty("secret").GetString(), application.GetProperty("application").GetProperty("tenantId").GetString())));
        Assert.Equal(0, document.RootElement.GetProperty("unlisted").GetArrayLength());

        var status = await Executable.RunAsync(_folder.Path, "status", "--sandbox");
        Assert.Equal(0, status.Code);
        Assert.Contains("POLICY              TENANT                                CONDITION", status.Output, StringComparison.Ordinal);
        Assert.Contains($"green               {There}  Healthy", status.Output, StringComparison.Ordinal);

        var found = await Executable.RunAsync(_folder.Path, "discover", "--sandbox", "--name", "blue-*");
        Assert.Equal(0, found.Code);
        Assert.StartsWith("TENANT", found.Output, StringComparison.Ordinal);
        Assert.Contains($"{There}  blue-sample-2", found.Output, StringComparison.Ordinal);

        var examined = await Executable.RunAsync(_folder.Path, "doctor", "--sandbox");
        Assert.Equal(0, examined.Code);

        Assert.Contains($"\"tenantId\":\"{There}\"", await File.ReadAllTextAsync(_folder.File("audit/rotation-audit.jsonl")), StringComparison.Ordinal);
        var verified = await Executable.RunAsync(_folder.Path, "audit", "verify");
        Assert.Equal(0, verified.Code);
    }
}
