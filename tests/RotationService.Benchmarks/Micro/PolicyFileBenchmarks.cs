using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using RotationService.PolicyFile;

namespace RotationService.Benchmarks.Micro;

/// <summary>Loading a policy file, from its bytes to checked policies.</summary>
[MemoryDiagnoser]
public class PolicyFileBenchmarks
{
    private byte[] _file = [];

    /// <summary>How many policies are in it.</summary>
    [Params(10, 10_000)]
    public int Policies { get; set; }

    /// <summary>Writes it.</summary>
    [GlobalSetup]
    public void Write()
    {
        var text = new StringBuilder("version: 1\ndefaults:\n  vault: https://contoso-prod.vault.azure.net\npolicies:\n");
        for (var number = 1; number <= Policies; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: service-{number}\n    application: {{ appId: {number:00000000}-0000-0000-0000-000000000001 }}\n    secret: service-{number}-client-secret\n    lifetime: 90d\n    renewBefore: 30d\n");
        }

        _file = Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Reads it.</summary>
    /// <returns>How many policies it has.</returns>
    [Benchmark]
    public int Load() => PolicyFileLoader.Parse("rotation-policies.yaml", _file).Policies!.Policies.Count;
}
