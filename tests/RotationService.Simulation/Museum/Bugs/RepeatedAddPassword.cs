using System.Net;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// The retry handler that Microsoft.Graph's client has by default: it repeats the POST of addPassword on 503 and 504, and where a
/// connection is cut; each of them may have made a credential, and only the last one's value arrives.
/// </summary>
internal sealed class RepeatedAddPassword : Exhibit
{
    public override string Name => "the SDK repeats addPassword";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["I8"];

    public override int Within => 50;

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Repeating(network) };

    private sealed class Repeating(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int MostRetries = 3;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var repeats = request.RequestUri!.AbsolutePath.EndsWith("/addPassword", StringComparison.Ordinal) ? MostRetries : 0;
            for (var retry = 0; ; retry++)
            {
                try
                {
                    var response = await base.SendAsync(Request.Copy(request), cancellationToken).ConfigureAwait(false);
                    if (retry == repeats || response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                    {
                        return response;
                    }

                    response.Dispose();
                }
                catch (HttpRequestException) when (retry < repeats)
                {
                    // Once more.
                }
            }
        }
    }
}
