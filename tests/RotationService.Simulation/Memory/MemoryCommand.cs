using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RotationService.Simulation.Memory;

/// <summary>How many copies of published secrets the real worker's memory still has some seconds after a publish and a collection.</summary>
internal static class MemoryCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var rotations = new Option<int>("--rotations") { Description = "How many applications are rotated before the worker's memory is searched", DefaultValueFactory = _ => 4 };
        var after = new Option<int>("--after") { Description = "How many seconds after the last publish", DefaultValueFactory = _ => 10 };
        var bare = new Option<bool>("--bare") { Description = "Leave out what deploy/ sets to have the C library overwrite the memory it frees" };
        var command = new Command("memory", "Lets the real worker publish secrets, waits, has it collect garbage, and counts the copies left in its memory; one that an object keeps, other than a buffer waiting to be used again, is a violation") { rotations, after, bare };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(rotations), TimeSpan.FromSeconds(parsed.GetValue(after)), asDeployed: !parsed.GetValue(bare), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rotations, TimeSpan after, bool asDeployed, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var scene = await Scene.OpenAsync(rotations, cancellationToken);
        await scene.PublishAsync(asDeployed, cancellationToken);
        await Console.Error.WriteLineAsync($"{rotations} secrets published; waiting {after.TotalSeconds} s");
        await Task.Delay(after, cancellationToken);
        await scene.CollectAsync(cancellationToken);

        var secrets = await scene.PublishedSecretsAsync(cancellationToken);
        await Console.Error.WriteLineAsync("collected; looking through the worker's memory");
        var copies = Autopsy.CopiesIn(scene.WorkerId, secrets);
        foreach (var holder in copies.GroupBy(copy => (copy.Place, copy.Form, copy.Holder)).OrderByDescending(group => group.Count()))
        {
            await Console.Error.WriteLineAsync($"{holder.Count(),5} {holder.Key.Place} {holder.Key.Form} {holder.Key.Holder}");
        }

        var violations = copies.Count(copy => copy.IsKept);
        Console.WriteLine(new JsonObject
        {
            ["secrets"] = secrets.Count,
            ["after"] = after.TotalSeconds,
            ["copies"] = Counted(copies.Select(copy => copy.Form)),
            ["places"] = Counted(copies.Select(copy => copy.Place)),
            ["total"] = copies.Count,
            ["kept"] = violations,
            ["seconds"] = Math.Round(watch.Elapsed.TotalSeconds, 1),
        }.ToJsonString());
        return violations == 0 ? 0 : 1;
    }

    private static JsonObject Counted<T>(IEnumerable<T> values)
        where T : struct, Enum
    {
        var counts = values.CountBy(value => value).ToDictionary();
        return new JsonObject(Enum.GetValues<T>().Select(value =>
            KeyValuePair.Create<string, JsonNode?>(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), counts.GetValueOrDefault(value))));
    }
}
