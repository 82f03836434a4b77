using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The word of one service about the time is taken for that of all: one answer with a date two years ahead, and every application is rotated, until 2028.</summary>
internal sealed class OneDateBelieved : Exhibit
{
    private static readonly TimeSpan WrongFrom = TimeSpan.FromHours(3);
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(730);

    public override string Name => "the date of one service trusted";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["clock", "I1"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("dates of one service", Scenes.HostileScene.DatesOfOneService);

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Trusting(network, process.World) };

    private sealed class Trusting(HttpMessageHandler inner, SimulatedWorld world) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            response.Headers.Date += world.Time.Now - world.Time.Start > WrongFrom ? TwoYears : TimeSpan.Zero;
            return response;
        }
    }
}
