using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>What `explore` runs, as far as a minute allows: every single fault, and a sample of the pairs.</summary>
public sealed class ExplorerTests
{
    private const double ShareOfPairs = 0.035;
    private const double ShareOfSingles = 0.1;

    [Fact]
    public async Task No_single_fault_and_no_pair_of_a_sample_breaks_a_promise()
    {
        // On the pool: where the test framework's own context waits, continuations would leave the simulation's thread.
        var result = await Task.Run(() => new Explorer(new WorldOptions(), (_, _, _) => { }).Run(2, ShareOfPairs));
        Assert.Empty(result.Violations.Select(run => $"{run.Schedule}: {run.Violation!.Invariant} {run.Violation.Message}"));
        Assert.Empty(result.Disturbed.Select(disturbance => disturbance.ToString()));
        Assert.True(result.Schedules > 1500, $"only {result.Schedules} schedules were run");
    }

    [Fact]
    public async Task Every_route_of_a_lifecycle_can_be_struck()
    {
        var routes = (await RunAsync(Schedule.None(Scope.Everything))).Points.Select(point => point.Route).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "audit Intent Issue", "audit Intent Promote", "audit Intent Tidy", "audit Intent Retire",
                "audit Outcome Issue", "audit Outcome Promote", "audit Outcome Tidy", "audit Outcome Retire",
                "graph POST /applications/{id}/addPassword", "graph POST /applications/{id}/removePassword",
                "vault PUT /secrets/{name}", "vault PUT /secrets/{name}-pending", "vault PATCH /secrets/{name}/{version}", "vault PATCH /secrets/{name}-pending/{version}",
                "login POST /{tenant}/oauth2/v2.0/token", "vault GET /secrets",
            },
            routes);
    }

    [Fact]
    public async Task A_service_principal_goes_through_the_same_lifecycle_on_routes_of_its_own()
    {
        var run = await Task.Run(() => Lifecycle.Run(Schedule.None(Scope.Everything), new WorldOptions { OfServicePrincipal = true }));
        Assert.Null(run.Violation);
        Assert.Equal(
            ["graph POST /servicePrincipals/{id}/addPassword", "graph POST /servicePrincipals/{id}/removePassword"],
            run.Points.Select(point => point.Route).Where(route => route.StartsWith("graph POST", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_single_faults_a_sample_breaks_no_promise_to_a_service_principal()
    {
        var result = await Task.Run(() => new Explorer(new WorldOptions { OfServicePrincipal = true }, (_, _, _) => { }).Run(1, ShareOfSingles));
        Assert.Empty(result.Violations.Select(run => $"{run.Schedule}: {run.Violation!.Invariant} {run.Violation.Message}"));
        Assert.True(result.Schedules > 50, $"only {result.Schedules} schedules were run");
    }

    [Fact]
    public async Task Nor_to_an_application_in_another_tenant_than_the_identitys()
    {
        var result = await Task.Run(() => new Explorer(new WorldOptions { OfTwoTenants = true }, (_, _, _) => { }).Run(1, ShareOfSingles));
        Assert.Empty(result.Violations.Select(run => $"{run.Schedule}: {run.Violation!.Invariant} {run.Violation.Message}"));
        Assert.True(result.Schedules > 50, $"only {result.Schedules} schedules were run");
    }

    [Fact]
    public async Task A_schedule_has_one_history()
    {
        var schedule = Schedule.Parse("changes/3:Torn+9:AnswerLost");
        Assert.Equal((await RunAsync(schedule)).EventHash, (await RunAsync(schedule)).EventHash);
    }

    private static Task<LifecycleRun> RunAsync(Schedule schedule) => Task.Run(() => Lifecycle.Run(schedule));
}
