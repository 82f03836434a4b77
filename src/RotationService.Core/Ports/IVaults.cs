namespace RotationService.Core.Ports;

/// <summary>Gives access to vaults by address.</summary>
public interface IVaults
{
    /// <summary>Returns the vault at an address. It makes no call.</summary>
    /// <param name="address">An https address without a path.</param>
    IVault At(Uri address);
}
