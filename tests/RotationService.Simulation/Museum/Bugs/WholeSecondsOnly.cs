using System.Globalization;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// `Retry-After` is read as whole seconds and otherwise passed over. Graph sends decimals, too, which neither .NET's own header type
/// nor the SDKs can read, and a date is as good by the standard.
/// </summary>
internal sealed class WholeSecondsOnly : Exhibit
{
    private const string RetryAfter = "Retry-After";

    public override string Name => "Retry-After as whole seconds only";

    public override string Seam => "network";

    public override IReadOnlyList<string> Invariants => ["I9"];

    public override int Within => 50;

    protected override Seams Spoil(ServiceProcess process) => new() { Network = network => new Deaf(network) };

    private sealed class Deaf(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.Headers.NonValidated.TryGetValues(RetryAfter, out var text) && !int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                response.Headers.Remove(RetryAfter);
            }

            return response;
        }
    }
}
