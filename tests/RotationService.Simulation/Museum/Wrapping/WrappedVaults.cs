using RotationService.Core.Ports;

namespace RotationService.Simulation.Museum.Wrapping;

/// <summary>The vaults, each in a wrapper that is kept.</summary>
internal sealed class WrappedVaults(IVaults inner, Func<IVault, IVault> wrap) : IVaults
{
    private readonly Dictionary<Uri, IVault> _wrapped = [];

    public IVault At(Uri address)
    {
        if (!_wrapped.TryGetValue(address, out var vault))
        {
            _wrapped[address] = vault = wrap(inner.At(address));
        }

        return vault;
    }
}
