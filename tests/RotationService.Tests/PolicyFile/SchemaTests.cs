using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using RotationService.PolicyFile;
using RotationService.Tests.Documentation;
using RotationService.Tests.Processes;

namespace RotationService.Tests.PolicyFile;

/// <summary>What the schema and <c>validate</c> say of the same files.</summary>
public sealed class SchemaTests
{
    // What a schema cannot say: what must hold between keys or policies, how large a duration is, and what is wrong with the YAML itself.
    private static readonly string[] BeyondASchema =
    [
        "more than a hundred years", "more than two years", "must exceed", "withdrawn", "appears twice", "vault.azure.net is listed twice", "another policy uses the secret", "is used twice",
        "another policy stores its unverified values", "is not defined", "the tag", "already has an entry", "the same as `from`", "there is no time zone",
        "the file has no such list", "is not one of the file's `tenants`", "a second YAML document", "YAML allows only spaces", "put quotes around", "not YAML", "a value cannot contain itself", "U+0000", "a key of a policy must be a single word",
    ];

    private static readonly JsonSchema Schema = JsonSchema.FromText(File.ReadAllText(Path.Combine(Repository.Root, "docs", "rotation-policies.schema.json")));

    public static TheoryData<string, string> Refused
    {
        get
        {
            var refused = new TheoryData<string, string>();
            foreach (var row in BrokenPolicyFileTests.Rows)
            {
                refused.Add((string)row[0], (string)row[3]);
            }

            return refused;
        }
    }

    public static TheoryData<string> Accepted =>
    [
        File.ReadAllText(Path.Combine(Repository.Root, "rotation-policies.yaml")),
        .. Pages.PolicyFiles(),
        """
        version: 1
        tenant: 72f988bf-0000-0000-0000-000000000001
        defaults:
        policies:
          - { name: a, application: { displayName: "my app" }, secret: "{policy}-x", vaults: [https://contoso-we.vault.azure.net/, https://contoso-ne.vault.azure.cn], verify: none, window: none }
          - name: b
            applications: { owner: 72f988bf-0000-0000-0000-000000000001, appIds: [], except: ["svc-*", 72f988bf-0000-0000-0000-000000000001, { name: svc-gone, optional: true }, { name: svc-there }] }
            vault: https://contoso-we.vault.azure.net
            secret: b-{appId}
            lifetime: P90D
            renewBefore: P1WT12H
            window: { days: [Mon, Sunday], from: "8:00", to: "24:00", timeZone: UTC }
            verify: { consecutive: 5, over: PT1M }
            overrides: [ { application: { displayName: svc-b }, hold: true, adopt: false, verify: none, optional: true } ]
          - { name: c, servicePrincipal: { appId: 72f988bf-0000-0000-0000-000000000001 }, secret: c, vault: https://contoso-we.vault.azure.net, adopt: true }
        """,
        """
        version: 1
        policies:
          - { name: a, servicePrincipal: { appId: 72f988bf-0000-0000-0000-000000000009, tenant: 72f988bf-0000-0000-0000-000000000001 }, secret: a, vault: https://contoso-we.vault.azure.net }
          - { name: b, servicePrincipal: { appId: 72f988bf-0000-0000-0000-000000000009, tenant: 72f988bf-0000-0000-0000-000000000002 }, secret: b, vault: https://contoso-we.vault.azure.net }
          - { name: c, application: { displayName: portal, tenant: 72f988bf-0000-0000-0000-000000000002 }, secret: c, vault: https://contoso-we.vault.azure.net }
          - name: d
            applications: { tag: auto-rotate }
            secret: d-{appId}
            vault: https://contoso-we.vault.azure.net
            overrides: [ { application: { displayName: portal, tenant: 72f988bf-0000-0000-0000-000000000001 }, hold: true } ]
        tenants: [72f988bf-0000-0000-0000-000000000001, 72f988bf-0000-0000-0000-000000000002]
        """,
    ];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void What_validate_accepts_the_schema_accepts(string yaml)
    {
        Assert.NotNull(PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(yaml)).Policies);
        Assert.True(Accepts(yaml));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_validate_refuses_the_schema_refuses_too_where_it_can(string yaml, string fragment) =>
        Assert.Equal(BeyondASchema.Any(beyond => fragment.Contains(beyond, StringComparison.Ordinal)), Accepts(yaml));

    [Fact]
    public async Task The_verb_prints_what_the_documentation_shows_and_the_policy_file_refers_to()
    {
        using var folder = new TemporaryFolder();
        var ending = await Executable.RunAsync(folder.Path, "schema");
        Assert.Equal(0, ending.Code);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "rotation-policies.schema.json")), ending.Output);
        Assert.StartsWith("# yaml-language-server: $schema=docs/rotation-policies.schema.json\n", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rotation-policies.yaml")), StringComparison.Ordinal);
    }

    // As editors read it; what is no YAML at all is not the schema's to refuse.
    private static bool Accepts(string yaml)
    {
        var problems = new ProblemList();
        var root = PolicyFileText.Decode(Encoding.UTF8.GetBytes(yaml), out _) is { } text ? YamlComposer.Compose(text, problems) : null;
        return problems.HasErrors || (root is null && yaml.Contains('\0', StringComparison.Ordinal)) || Schema.Evaluate(JsonSerializer.SerializeToElement(Json(root))).IsValid;
    }

    private static JsonNode? Json(YamlNode? node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries
            .Where(entry => entry.Key is YamlScalar)
            .DistinctBy(entry => ((YamlScalar)entry.Key).Value)
            .Select(entry => KeyValuePair.Create(((YamlScalar)entry.Key).Value, Json(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Json)]),
        YamlScalar { IsNull: true } or null => null,
        YamlScalar { IsPlain: true, Value: "true" or "false" } scalar => scalar.Value == "true",
        YamlScalar { IsPlain: true } scalar when int.TryParse(scalar.Value, out var number) => number,
        YamlScalar scalar => scalar.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
