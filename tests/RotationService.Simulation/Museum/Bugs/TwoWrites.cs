using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// The value is written first, its tags and its end in a second call: a crash between the two leaves a secret that nobody knows
/// anything about. dnceng's secret manager wrote that way.
/// </summary>
internal sealed class TwoWrites : Exhibit
{
    public override string Name => "two writes: the value, then its tags";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["I10", "I9"];

    public override int Within => 100;

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Split(network) };

    private sealed class Split(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method != HttpMethod.Put || Request.IsChallenge(request))
            {
                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }

            var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!.AsObject();
            using var first = Request.Copy(request);
            first.Content = JsonContent.Create(new JsonObject
            {
                ["value"] = body["value"]!.DeepClone(),
                ["attributes"] = new JsonObject { ["enabled"] = body["attributes"]!["enabled"]!.DeepClone() },
            });
            var written = await base.SendAsync(first, cancellationToken).ConfigureAwait(false);
            if (!written.IsSuccessStatusCode)
            {
                return written;
            }

            var shown = JsonNode.Parse(await written.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false))!.AsObject();
            using var second = Request.Copy(request);
            second.Method = HttpMethod.Patch;
            second.RequestUri = new Uri((string)shown["id"]! + request.RequestUri!.Query);
            body.Remove("value");
            second.Content = JsonContent.Create(body.DeepClone());
            var tagged = await base.SendAsync(second, cancellationToken).ConfigureAwait(false);
            if (!tagged.IsSuccessStatusCode)
            {
                return tagged;
            }

            shown["tags"] = body["tags"]?.DeepClone();
            written.Content = JsonContent.Create(shown);
            return written;
        }
    }
}
