using RotationService.TestKit.Leaks;

namespace RotationService.Tests;

/// <summary>Searches what the service wrote for what it must never write. Must have something to look for, and somewhere.</summary>
internal static class LeakHunt
{
    /// <summary>Fails if any of the secrets is in any of the texts.</summary>
    public static void AssertNone(IEnumerable<string> texts, IEnumerable<string> secrets)
    {
        var hunt = new SecretHunt(secrets);
        Assert.NotEqual(0, hunt.Secrets);
        foreach (var text in texts)
        {
            var leak = hunt.Find(text);
            Assert.True(leak is null, $"A secret was written, {leak}");
        }
    }

    /// <summary>Every value that a sandbox ever made or stored.</summary>
    /// <param name="directory">Where it keeps its state.</param>
    public static IReadOnlyCollection<string> SecretsOf(string directory) => SandboxSecrets.In(directory);
}
