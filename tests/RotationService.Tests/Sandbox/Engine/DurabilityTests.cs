using System.Net;
using System.Text.Json.Nodes;
using RotationService.Sandbox;
using RotationService.Sandbox.State;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class DurabilityTests
{
    [Fact]
    public void What_was_acknowledged_is_there_after_a_restart_from_the_log()
    {
        using var before = new EngineWorld();
        var log = new List<StateRecord>();
        before.Engine.Persist = log.AddRange;
        Live(before);
        using var after = Restart(before, log);
        Assert.True(JsonNode.DeepEquals(Truth(before), Truth(after)));
        Assert.Equal(before.Engine.Operator, after.Engine.Operator);
        Assert.Equal(before.Clock.GetUtcNow(), after.Clock.GetUtcNow());
    }

    [Fact]
    public void An_export_holds_everything()
    {
        using var before = new EngineWorld();
        Live(before);
        using var after = Restart(before, before.Engine.Export());
        Assert.True(JsonNode.DeepEquals(Truth(before), Truth(after)));
    }

    [Fact]
    public void A_restart_repeats_no_guid_and_no_secret()
    {
        using var before = new EngineWorld();
        var log = new List<StateRecord>();
        before.Engine.Persist = log.AddRange;
        var application = before.Application();
        using var after = Restart(before, log);
        var made = new[] { before, after }.SelectMany(w => Enumerable.Range(0, 50).Select(_ => w.AddPassword(application))).ToList();
        Assert.Equal(100, made.Select(m => m["keyId"]!.GetValue<Guid>()).Distinct().Count());
        Assert.Equal(100, made.Select(m => m["secretText"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_was_reserved_for_an_export_stays_reserved_by_what_is_written_after_it()
    {
        using var before = new EngineWorld();
        var log = before.Engine.Export().ToList();
        before.Engine.Persist = log.AddRange;
        before.Application();
        var reserved = log.Where(r => r.Kind == "generator").Select(r => r.Value!["reserved"]!.GetValue<ulong>()).ToList();
        Assert.True(reserved[^1] >= reserved[0] && reserved[0] > 0);
    }

    [Fact]
    public void Numbers_are_reserved_before_they_are_used()
    {
        using var world = new EngineWorld();
        var log = new List<StateRecord>();
        world.Engine.Persist = log.AddRange;
        world.Control("seed", """{"count":1000,"credentials":[{},{}]}""");
        world.Control("seed", """{"count":1000,"credentials":[{},{}]}""");
        var reserved = log.Where(r => r.Kind == "generator").Select(r => r.Value!["reserved"]!.GetValue<ulong>()).ToList();
        Assert.Equal(2, reserved.Count);
        Assert.True(reserved[1] > reserved[0] && reserved[0] > 1000 * 2 * 40);

        var kept = new Generator { Seed = 1, Reserved = new Generator { Seed = 1 }.Reserve().Reserved };
        var drawnBefore = new Generator { Seed = 1 };
        var before = Enumerable.Range(0, (int)kept.Reserved).Select(_ => drawnBefore.Next()).ToHashSet();
        Assert.DoesNotContain(kept.Next(), before);
    }

    [Fact]
    public void A_token_of_the_operator_outlives_a_restart()
    {
        using var before = new EngineWorld();
        var token = before.GraphToken();
        using var after = Restart(before, before.Engine.Export());
        Assert.Equal(HttpStatusCode.OK, after.Get($"{EngineWorld.Graph}/v1.0/applications", token).Status);
    }

    [Fact]
    public void A_write_that_cannot_be_kept_is_not_acknowledged()
    {
        using var world = new EngineWorld();
        var application = world.Application();
        var token = world.GraphToken();
        var log = new List<StateRecord>();
        world.Engine.Persist = _ => throw new IOException("disk full");
        Assert.Equal(HttpStatusCode.InternalServerError, world.Post($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/addPassword", "{}", token).Status);
        world.Engine.Persist = log.AddRange;
        world.Get($"{EngineWorld.Graph}/v1.0/applications", token);
        using var after = Restart(world, log);
        Assert.Equal(1, after.CountOfSecrets(application));
    }

    [Fact]
    public void Reads_are_not_written_down()
    {
        using var world = new EngineWorld();
        world.Engine.Persist = _ => { };
        var application = world.Application("app", new NewCredential());
        world.CountOfSecrets(application);
        var writes = 0;
        world.Engine.Persist = _ => writes++;
        for (var i = 0; i < 100; i++)
        {
            world.CountOfSecrets(application);
            world.Get("https://localhost/_sandbox/clock");
        }

        Assert.Equal(0, writes);
    }

    [Fact]
    public void A_vault_asked_for_later_is_added_to_what_was_kept()
    {
        using var before = new EngineWorld();
        using var after = new EngineWorld(new SandboxOptions { Seed = 99, Vaults = ["contoso-prod", "added-later"] });
        after.Engine.Restore(before.Engine.Export());
        Assert.Equal(before.Engine.Operator, after.Engine.Operator);
        Assert.Equal(["added-later", "contoso-prod"], after.Engine.Vaults.Select(v => v.Host.Split('.')[0]));
    }

    [Fact]
    public void The_same_seed_makes_the_same_world()
    {
        string World(int seed)
        {
            using var world = new EngineWorld(new SandboxOptions { Seed = seed, RealTime = new ManualTime(EngineWorld.Start), UsabilityDelay = TimeSpan.FromMinutes(1) });
            Live(world);
            return world.State().ToJsonString();
        }

        Assert.Equal(World(5), World(5));
        Assert.NotEqual(World(5), World(6));
    }

    private static void Live(EngineWorld world)
    {
        var application = world.Application("app", new NewCredential(), new NewCredential());
        world.AddPassword(application);
        world.RemovePassword(application, application.Credentials[0].KeyId);
        world.Control("world", """{"readLag":"PT30S","vaults":[{"name":"second","readOnly":true}],"appManagementPolicy":{"isEnabled":true,"passwordLifetime":"P90D"}}""");
        world.Engine.SetSecret("contoso-prod", "name", "one", new Dictionary<string, string> { ["stage"] = "Current" }, EngineWorld.Start.AddDays(1));
        world.Engine.SetSecret("contoso-prod", "name", "two", enabled: false);
        world.Engine.SetSecret("contoso-prod", "purged", "three");
        world.Control("world", """{"secrets":[{"vault":"contoso-prod","name":"purged","purge":true}]}""");
        world.Control("clock", """{"advance":"P3D"}""");
    }

    private static EngineWorld Restart(EngineWorld before, IReadOnlyList<StateRecord> records)
    {
        var after = new EngineWorld(new SandboxOptions { RealTime = before.RealTime });
        after.Engine.Restore([.. records.Select(r => r with { Value = r.Value is null ? null : JsonNode.Parse(r.Value.ToJsonString()) })]);
        return after;
    }

    private static JsonNode Truth(EngineWorld world) => world.State();
}
