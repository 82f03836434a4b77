namespace RotationService.Core.Ports;

/// <summary>The vaults, by address.</summary>
public interface IVaults
{
    /// <summary>The vault at an address. Makes no call.</summary>
    /// <param name="address">An https address without a path.</param>
    IVault At(Uri address);
}
