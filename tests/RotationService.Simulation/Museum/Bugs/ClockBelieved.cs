using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The local clock is trusted, whatever the services' `Date` says: a machine that is a day ahead sees every grace period over.</summary>
internal sealed class ClockBelieved : Exhibit
{
    public override string Name => "the local clock trusted blindly";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["I1", "I4"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a wrong clock", Scenes.Scene.WrongClock);

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Confirming(network, process) };

    private sealed class Confirming(HttpMessageHandler inner, ServiceProcess process) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.Headers.Date += process.Machine.ClockError;
            return response;
        }
    }
}
