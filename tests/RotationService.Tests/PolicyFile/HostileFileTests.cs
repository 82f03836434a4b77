using System.IO.Pipes;
using System.Text;
using RotationService.PolicyFile;

namespace RotationService.Tests.PolicyFile;

/// <summary>Files that nobody writes with good intent, or that are no policy files at all: an error with a place, never an exception and never a hang.</summary>
public sealed class HostileFileTests
{
    public static TheoryData<string, string> Files => new()
    {
        { "a billion laughs", Laughs("lol: ") },
        { "a billion laughs as policies", "version: 1\n" + Laughs("policies: ") },
        { "a billion merged maps", MergedLaughs() },
        { "deeply nested lists", new string('[', 100_000) },
        { "deeply nested maps", string.Concat(Enumerable.Repeat("{a: ", 50_000)) },
        { "deeply indented", string.Concat(Enumerable.Range(0, 2_000).Select(depth => new string(' ', depth) + "a:\n")) },
        { "a cycle through a map", "version: 1\npolicies: &p\n  - name: *p\n" },
        { "one endless word", new string('a', 2_000_000) },
        { "one endless quoted word", "version: \"" + new string('a', 2_000_000) },
        { "many lists", "version: 1\npolicies:\n" + string.Concat(Enumerable.Repeat("  - []\n", 200_000)) },
        { "many keys", string.Concat(Enumerable.Range(0, 100_000).Select(index => $"key{index}: 1\n")) },
        { "many documents", string.Concat(Enumerable.Repeat("---\n", 1_000)) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_is_refused_with_a_place(string what, string yaml)
    {
        Assert.NotEmpty(what);
        var result = PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(yaml));

        Assert.Null(result.Policies);
        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, error => Assert.True(error is { Line: >= 1, Column: >= 1 }));
        Assert.True(result.Messages.Count <= 1001);
        PolicyWatchTests.AssertRefused(Encoding.UTF8.GetBytes(yaml), told => told.Messages.SequenceEqual(result.Messages));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_where_they_stand()
    {
        byte[] bytes = [.. "version: 1\nname: "u8, 0xC3, 0x28];

        var error = Assert.Single(PolicyFileLoader.Parse("f", bytes).Errors);
        Assert.Equal((2, 7), (error.Line, error.Column));
        Assert.Contains("UTF-8", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_bytes_never_make_it_throw()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 2_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Null(PolicyFileLoader.Parse("f", bytes).Policies);
        }
    }

    [Fact]
    public void Any_beginning_of_a_good_file_is_either_good_or_refused()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "rotation-policies.yaml"));
        for (var length = 0; length < text.Length; length += 7)
        {
            var result = PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(text[..length]));
            Assert.True(result.Policies is not null || result.Errors.Any());
        }
    }

    [Fact]
    public void A_file_of_fifty_megabytes_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("huge.yaml");
        using (var stream = File.Create(path))
        {
            stream.SetLength(50 * 1024 * 1024);
        }

        Assert.Contains("50 MiB", Assert.Single(PolicyFileLoader.Load(path).Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_without_end_is_refused()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains("has no end", Assert.Single(PolicyFileLoader.Load("/dev/zero").Errors).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_can_be_read_only_once_is_refused()
    {
        using var pipe = new AnonymousPipeServerStream();
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains("save them to a file", Assert.Single(PolicyFileLoader.Load($"/dev/fd/{pipe.SafePipeHandle.DangerousGetHandle()}").Errors).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_missing_is_named_with_the_option_that_names_another()
    {
        var error = Assert.Single(PolicyFileLoader.Load("/no/such/policies.yaml").Errors);

        Assert.StartsWith("/no/such/policies.yaml:1:1: ", error.Format("/no/such/policies.yaml"), StringComparison.Ordinal);
        Assert.Contains("--policies", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_policy_file()
    {
        Assert.Contains("folder", Assert.Single(PolicyFileLoader.Load(Path.GetTempPath()).Errors).Text, StringComparison.Ordinal);
    }

    private static string Laughs(string key)
    {
        var yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 10; level++)
        {
            yaml.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        return yaml.Append($"{key}*a9\n").ToString();
    }

    private static string MergedLaughs()
    {
        var yaml = new StringBuilder("version: 1\na0: &a0 { k: v }\n");
        for (var level = 1; level < 8; level++)
        {
            yaml.Append($"a{level}: &a{level} {{ <<: [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 50))}] }}\n");
        }

        return yaml.Append($"policies: [{string.Join(", ", Enumerable.Repeat("*a7", 10_000))}]\n").ToString();
    }
}
