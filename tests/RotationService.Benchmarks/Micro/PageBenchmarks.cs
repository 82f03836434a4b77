using BenchmarkDotNet.Attributes;
using Microsoft.Graph.Models;
using Microsoft.Kiota.Serialization.Json;
using RotationService.Azure.Graph;
using RotationService.Benchmarks.Fleets;
using RotationService.Core.Credentials;
using RotationService.Sandbox;

namespace RotationService.Benchmarks.Micro;

/// <summary>Reading one page of 999 applications, as the sandbox writes it, beside Graph's own model.</summary>
[MemoryDiagnoser]
public class PageBenchmarks
{
    private const int PageSize = 999;
    private byte[] _page = [];

    /// <summary>Has the sandbox write it.</summary>
    [GlobalSetup]
    public async Task Write()
    {
        var engine = new SandboxEngine(new SandboxClock(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), TimeProvider.System, speed: 0), new SandboxOptions { Vaults = Fleet.VaultNames(1) });
        var fleet = new Fleet(1);
        for (var number = 0; number < PageSize; number++)
        {
            fleet.Add(engine, new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), Fleet.Lifetime);
        }

        using var client = new HttpClient(engine.CreateHandler());
        var identity = engine.Operator;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = $"{identity.ClientId}",
            ["client_secret"] = identity.ClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
            ["grant_type"] = "client_credentials",
        });
        using var answer = await client.PostAsync(new Uri($"https://login.microsoftonline.com/{identity.TenantId}/oauth2/v2.0/token"), form);
        using var token = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        client.DefaultRequestHeaders.Authorization = new("Bearer", token.RootElement.GetProperty("access_token").GetString());
        _page = await client.GetByteArrayAsync(new Uri($"https://graph.microsoft.com/v1.0/applications?$select={string.Join(',', ApplicationJson.SelectWithTags)}&$top={PageSize}"));
    }

    /// <summary>Ours.</summary>
    /// <returns>How many applications are in it.</returns>
    [Benchmark(Baseline = true)]
    public async Task<int> Streamed()
    {
        using var body = new MemoryStream(_page);
        return (await GraphPage<DirectoryApplication>.ReadAsync(body, ApplicationJson.Read, CancellationToken.None)).Items.Count;
    }

    /// <summary>The SDK's.</summary>
    /// <returns>The same.</returns>
    [Benchmark]
    public async Task<int> GraphModel()
    {
        using var body = new MemoryStream(_page);
        var root = await new JsonParseNodeFactory().GetRootParseNodeAsync("application/json", body);
        return root.GetObjectValue(ApplicationCollectionResponse.CreateFromDiscriminatorValue)!.Value!.Count;
    }
}
