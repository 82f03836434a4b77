using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RotationService.PolicyFile;

namespace RotationService.Tests.Documentation;

/// <summary>The reference of the policy file has every key that the schema has, and no other; its examples load.</summary>
public sealed partial class PolicyReferenceTests
{
    private const string Page = "docs/policies.md";

    private readonly JsonDocument _schema =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "rotation-policies.schema.json")));

    [Fact]
    public void Every_key_of_the_schema_has_a_row_and_every_row_a_key()
    {
        var ofPolicy = new SortedSet<string>(StringComparer.Ordinal);
        Collect(_schema.RootElement.GetProperty("$defs").GetProperty("policy"), "", ofPolicy);

        // Of what an override may change, only the keys that a policy does not have are listed again.
        var overridden = ofPolicy.Where(key =>
            key.StartsWith("overrides[].", StringComparison.Ordinal) && ofPolicy.Contains(key.Split('.')[1]));
        var keys = ofPolicy.Except(overridden)
            .Concat(_schema.RootElement.GetProperty("properties").EnumerateObject().Select(property => property.Name))
            .Distinct(StringComparer.Ordinal);

        Assert.Equal(keys.Order(StringComparer.Ordinal), Rows().Select(row => row.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_example_loads()
    {
        var examples = Rows().Where(row => row.Example.Length > 0).ToList();
        Assert.InRange(examples.Count, 35, 60);
        Assert.All(examples, row =>
        {
            var file = FileWith(row.Key, row.Example);
            var result = PolicyFileLoader.Parse(Page, Encoding.UTF8.GetBytes(file));
            Assert.True(result.Policies is not null, $"{file}\n{string.Join('\n', result.Messages.Select(message => message.Format(Page)))}");
        });
    }

    private void Collect(JsonElement node, string path, SortedSet<string> keys)
    {
        while (node.TryGetProperty("$ref", out var reference))
        {
            node = _schema.RootElement.GetProperty("$defs").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (node.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                var key = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                keys.Add(key);
                Collect(property.Value, key, keys);
            }
        }

        foreach (var choices in new[] { "oneOf", "anyOf" })
        {
            if (node.TryGetProperty(choices, out var shapes))
            {
                foreach (var shape in shapes.EnumerateArray())
                {
                    Collect(shape, path, keys);
                }
            }
        }

        if (node.TryGetProperty("items", out var items))
        {
            Collect(items, $"{path}[]", keys);
        }
    }

    private static IEnumerable<(string Key, string Example)> Rows() =>
        Row().Matches(Pages.Read(Page)).Select(match => (match.Groups["key"].Value, match.Groups["example"].Value));

    // The smallest file in which the example stands where its key may stand.
    private static string FileWith(string key, string example)
    {
        if (key is "version" or "defaults")
        {
            return WithPolicy(key is "version" ? "" : "version: 1\n", example, Required(example, "name", "application", "secret", "vault"));
        }

        if (key is "tenant" or "tenants")
        {
            return WithPolicy("version: 1\n", example, Required("", "name", "application", "secret", "vault"));
        }

        if (key.StartsWith("applications.except[]", StringComparison.Ordinal) || example.StartsWith("except:", StringComparison.Ordinal))
        {
            example = $"applications: {{ displayName: \"svc-*\", {example} }}";
        }

        var target = example.StartsWith("overrides:", StringComparison.Ordinal)
            ? "applications: { displayName: \"svc-*\" }"
            : example.StartsWith("application", StringComparison.Ordinal) || example.StartsWith("servicePrincipal", StringComparison.Ordinal)
                ? ""
                : "application: { displayName: reporting }";
        var isGroup = example.StartsWith("applications:", StringComparison.Ordinal) || target.StartsWith("applications:", StringComparison.Ordinal);
        var secret = isGroup ? "secret: \"{displayName}-client-secret\"" : "secret: reporting-client-secret";
        List<string> lines =
        [
            example.StartsWith("name:", StringComparison.Ordinal) ? "" : "name: reporting",
            target,
            example.StartsWith("secret:", StringComparison.Ordinal) ? "" : secret,
            example.StartsWith("vault", StringComparison.Ordinal) ? "" : "vault: https://contoso-prod.vault.azure.net",
            example,
        ];
        var tenant = TenantOf().Match(example);
        return WithPolicy("version: 1\n", tenant.Success ? $"tenants: [{tenant.Groups["id"].Value}]" : "", lines);
    }

    private static List<string> Required(string defaults, params string[] keys) =>
    [
        .. keys.Where(key => !defaults.Contains($"{key}:", StringComparison.Ordinal)).Select(key => key switch
        {
            "name" => "name: reporting",
            "application" => "application: { displayName: reporting }",
            "secret" => "secret: reporting-client-secret",
            _ => "vault: https://contoso-prod.vault.azure.net",
        }),
    ];

    private static string WithPolicy(string head, string root, IEnumerable<string> lines) =>
        $"{head}{root}\npolicies:\n  - {string.Join("\n    ", lines.Where(line => line.Length > 0))}\n";

    [GeneratedRegex(
        @"^\| `(?<key>[A-Za-z.\[\]]+)` \|[^|]*\|[^|]*\|[^|]*\| (`(?<example>[^`]+)`)?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Row();

    [GeneratedRegex("tenant: (?<id>[0-9a-f-]{36})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TenantOf();
}
