using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Every value that was ever under the secret's name is tried out, whoever's it is: a database's password is sent to the token endpoint.</summary>
internal sealed class OthersValuesTried : Exhibit
{
    public override string Name => "values of others tried out";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["A7"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a name that was others'", Scenes.HostileScene.NameThatWasOthers);

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Curious(network, process.World) };

    private sealed class Curious(HttpMessageHandler inner, SimulatedWorld world) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!request.RequestUri!.Host.EndsWith(".vault.azure.net", StringComparison.Ordinal) || !response.IsSuccessStatusCode)
            {
                return response;
            }

            foreach (var wish in world.Wishes)
            {
                foreach (var value in world.Engine.Truth.Vault(wish.Vaults[0])!.Secrets[wish.Secret].Versions.Select(version => version.Value).ToList())
                {
                    using var trial = new HttpRequestMessage(HttpMethod.Post, $"https://login.microsoftonline.com/{wish.Application.TenantId}/oauth2/v2.0/token")
                    {
                        Content = new FormUrlEncodedContent(new Dictionary<string, string>
                        {
                            ["grant_type"] = "client_credentials",
                            ["client_id"] = wish.Application.AppId.ToString(),
                            ["client_secret"] = value,
                            ["scope"] = "https://graph.microsoft.com/.default",
                        }),
                    };
                    (await base.SendAsync(trial, cancellationToken).ConfigureAwait(false)).Dispose();
                }
            }

            return response;
        }
    }
}
