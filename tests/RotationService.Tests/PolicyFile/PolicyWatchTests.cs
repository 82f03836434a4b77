using RotationService.Core.Policies;
using RotationService.PolicyFile;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.PolicyFile;

/// <summary>A policy file that changes while the worker runs.</summary>
public sealed class PolicyWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<PolicyFileResult> _told = [];
    private readonly List<PolicySet> _taken = [];
    private readonly PolicyWatch _watch;

    public PolicyWatchTests()
    {
        Write("a");
        _watch = new PolicyWatch(PolicyFileLoader.Load(Path), _told.Add, _taken.Add);
    }

    private string Path => _folder.File("policies.yaml");

    public void Dispose() => _folder.Dispose();

    /// <summary>A file that says this is refused by a watch, once, and what was in force stays so.</summary>
    internal static void AssertRefused(byte[] content, Func<PolicyFileResult, bool> isRight)
    {
        using var test = new PolicyWatchTests();
        var before = test._watch.Current;
        File.WriteAllBytes(test.Path, content);
        Assert.Same(before, test._watch.Current);
        Assert.Same(before, test._watch.Current);
        Assert.True(isRight(Assert.Single(test._told)));
        Assert.Empty(test._taken);
    }

    [Fact]
    public void A_valid_change_is_in_force_as_soon_as_somebody_asks_and_is_told_once()
    {
        Assert.Equal(["a"], Names());
        Assert.Empty(_told);

        Write("a", "b");
        Assert.Equal(["a", "b"], Names());
        Assert.Equal(["a", "b"], Names());
        Assert.NotNull(Assert.Single(_told).Policies);
        Assert.Same(_watch.Current, Assert.Single(_taken));
    }

    [Fact]
    public void What_was_changed_between_loading_and_watching_is_not_overlooked()
    {
        var loaded = PolicyFileLoader.Load(Path);
        Write("b");
        Assert.Equal("b", new PolicyWatch(loaded, _told.Add, _taken.Add).Current.Policies[0].Name);
    }

    [Fact]
    public void A_broken_file_is_told_once_and_changes_nothing_and_mending_it_is_a_change()
    {
        File.WriteAllText(Path, "version: 1\npolicies:\n  - name: a\n    colour: blue\n");
        Assert.Equal(["a"], Names());
        Assert.Equal(["a"], Names());
        Assert.Contains(Assert.Single(_told).Errors, error => error.Line == 4);
        Assert.Empty(_taken);

        Write("c");
        Assert.Equal(["c"], Names());
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void A_file_that_is_gone_is_told_once_and_the_policies_stay()
    {
        File.Delete(Path);
        Assert.Equal(["a"], Names());
        Assert.Equal(["a"], Names());
        Assert.Contains("the file does not exist", Assert.Single(Assert.Single(_told).Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_is_swapped_for_another_is_a_change()
    {
        // How Kubernetes updates a mounted ConfigMap.
        Write("b");
        File.Move(Path, _folder.File("next.yaml"));
        File.CreateSymbolicLink(Path, _folder.File("next.yaml"));
        Assert.Equal(["b"], Names());
    }

    [Fact]
    public void Another_tenant_is_refused_as_it_takes_a_restart()
    {
        File.WriteAllText(Path, "tenant: 00000000-0000-0000-0000-0000000000aa\n" + File.ReadAllText(Path));
        Assert.Equal(["a"], Names());
        Assert.Null(_watch.Current.TenantId);
        Assert.Contains("restart it", Assert.Single(Assert.Single(_told).Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_list_of_tenants_is_refused_as_well_and_one_in_another_order_is_no_other()
    {
        const string Here = "00000000-0000-0000-0000-0000000000aa";
        const string There = "00000000-0000-0000-0000-0000000000bb";
        var text = File.ReadAllText(Path);
        File.WriteAllText(Path, $"tenants: [{Here}, {There}]\n" + text);
        var watch = new PolicyWatch(PolicyFileLoader.Load(Path), _told.Add, _taken.Add);

        File.WriteAllText(Path, $"tenants: [{There}, {Here}]\n" + text);
        Assert.Equal([Guid.Parse(There), Guid.Parse(Here)], watch.Current.Tenants);
        File.WriteAllText(Path, $"tenants: [{Here}]\n" + text);
        Assert.Equal(2, watch.Current.Tenants.Count);
        Assert.Contains("the file now names other tenants, and a running worker cannot change its tenants; restart it", Assert.Single(_told[^1].Errors).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_looks_by_itself_every_few_seconds_until_it_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var time = new ManualTime(DateTimeOffset.UnixEpoch);
        var watching = _watch.RunAsync(time, stop.Token);
        File.WriteAllText(Path, "");
        await time.UntilSomebodyWaitsAsync();
        time.Pass(PolicyWatch.Every);
        while (_told.Count == 0)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await watching;
        Assert.Single(_told);
    }

    private IEnumerable<string> Names() => _watch.Current.Policies.Select(policy => policy.Name);

    private void Write(params string[] names) => File.WriteAllText(
        Path,
        "version: 1\ndefaults: { vault: https://contoso-prod.vault.azure.net }\npolicies:\n"
            + string.Concat(names.Select(name => $"  - {{ name: {name}, application: {{ displayName: {name} }}, secret: {name}-secret }}\n")));
}
