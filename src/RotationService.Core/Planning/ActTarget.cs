namespace RotationService.Core.Planning;

/// <summary>What an act does, and to what. An attempt that failed, or that a preview assumes to be done, is known by it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="KeyId">The credential, where it is about one.</param>
/// <param name="Version">The version, where it is about one.</param>
/// <param name="Vault">The vault it is about; null where that is part of the version, or where it is about all of the policy's vaults.</param>
public sealed record ActTarget(ActKind Kind, Guid? KeyId = null, VersionAddress? Version = null, Uri? Vault = null)
{
    /// <summary>A new rotation.</summary>
    public static ActTarget Issue { get; } = new(ActKind.Issue);

    /// <summary>The publication of a pending credential.</summary>
    public static ActTarget Promote(Guid? keyId) => new(ActKind.Promote, keyId);

    /// <summary>The publication of a credential's value to a vault that lacks it.</summary>
    public static ActTarget CopyTo(Uri vault, Guid? keyId) => new(ActKind.CopyToVault, keyId, Vault: vault);

    /// <summary>The removal of a credential, for whichever reason.</summary>
    public static ActTarget Remove(Guid? keyId) => new(ActKind.Remove, keyId);
}
