using System.Text;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// A credential is removed by writing the whole collection without it. Graph replaces what it is sent, knows no `If-Match` here, and so
/// loses whatever somebody else added meanwhile; tools on the older directory API did that.
/// </summary>
internal sealed class CollectionPatched : Exhibit
{
    public override string Name => "PATCH the collection";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["I5"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Patching(network) };

    private sealed class Patching(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const string Removal = "/removePassword";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!.AbsoluteUri;
            if (!address.EndsWith(Removal, StringComparison.Ordinal))
            {
                return base.SendAsync(request, cancellationToken);
            }

            request.Method = HttpMethod.Patch;
            request.RequestUri = new Uri(address[..^Removal.Length]);
            request.Content = new StringContent("""{"passwordCredentials":[]}""", Encoding.UTF8, "application/json");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
