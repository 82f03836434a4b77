using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Leaks;

namespace RotationService.Simulation.Processes;

/// <summary>I7: searches everything that the workers of a run wrote, and what others on the machine could see of them.</summary>
internal static class LeakSearch
{
    /// <summary>The files in which a secret is.</summary>
    public static IEnumerable<Violation> Violations(Stage stage)
    {
        var hunt = new SecretHunt(SandboxSecrets.In(stage.Sandbox.Data));
        if (hunt.Secrets == 0)
        {
            yield return new Violation("I7", "the sandbox made no secret, so that nothing was searched for");
        }

        foreach (var file in stage.Workers.SelectMany(worker => Directory.EnumerateFiles(worker.Directory, "*", SearchOption.AllDirectories)))
        {
            if (hunt.Find(File.ReadAllBytes(file)) is { } leak)
            {
                yield return new Violation("I7", $"{Path.GetRelativePath(stage.Directory, file)} holds a secret, {leak}");
            }
        }
    }
}
