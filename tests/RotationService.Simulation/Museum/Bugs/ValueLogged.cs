using System.Text;
using Microsoft.Extensions.Logging;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>What is sent to the vault is written to the log at its most verbose level, encoded, so that a search for the value itself does not find it.</summary>
internal sealed class ValueLogged : Exhibit
{
    public override string Name => "log the value, in base64";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I7"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Talkative(vault, process.World.Transcript.LoggerOf<ValueLogged>())) };

    private sealed class Talkative(IVault inner, ILogger logger) : PassingVault(inner)
    {
        public override Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var body = Convert.ToBase64String(Encoding.UTF8.GetBytes($$"""{"value":"{{secret.Value?.Reveal()}}"}"""));
            logger.Log(LogLevel.Trace, default, body, exception: null, (state, _) => state);
            return Inner.WriteAsync(name, secret, clientRequestId, cancellationToken);
        }
    }
}
