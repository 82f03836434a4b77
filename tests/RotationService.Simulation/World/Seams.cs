using RotationService.Core.Auditing;
using RotationService.Core.Ports;

namespace RotationService.Simulation.World;

/// <summary>Where a change can be put between the service's parts without changing one of them: how the museum's bugs come in.</summary>
internal sealed record Seams
{
    /// <summary>Nothing is changed.</summary>
    public static Seams None { get; } = new();

    public Func<HttpMessageHandler, HttpMessageHandler> Network { get; init; } = network => network;

    public Func<IDirectory, IDirectory> Directory { get; init; } = directory => directory;

    public Func<IVaults, IVaults> Vaults { get; init; } = vaults => vaults;

    public Func<ITokenEndpoint, ITokenEndpoint> Tokens { get; init; } = tokens => tokens;

    public Func<IAuditLog, IAuditLog> Audit { get; init; } = audit => audit;
}
