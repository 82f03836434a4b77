using System.Runtime.InteropServices;

namespace RotationService.Simulation.World;

/// <summary>Something a process sends or writes: where a fault may strike.</summary>
/// <param name="Route">What it is, with the parts that differ from run to run left out: <c>graph POST /applications/{id}/addPassword</c>, <c>audit Intent Issue</c>.</param>
/// <param name="Kind">Whether it changes anything, and where.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Effect(string Route, EffectKind Kind)
{
    /// <summary>Whether the protocol has it sent immediately after its checks were looked at, so that nothing can be done about a pause in between.</summary>
    public bool RestsOnChecks => Route is "graph POST /applications/{id}/removePassword" or "graph POST /servicePrincipals/{id}/removePassword" or "vault PUT /secrets/{name}";
}
