namespace RotationService.Core.Planning;

/// <summary>
/// The action of an act and its object. It identifies a failed attempt, and an act that a preview assumes to be done.
/// </summary>
/// <param name="Kind">The action.</param>
/// <param name="KeyId">The key ID of the credential. Null if the act has none.</param>
/// <param name="Version">The version. Null if the act is not for a single version.</param>
/// <param name="Vault">
/// The vault. Null if <paramref name="Version"/> already names it, or if the act is for all vaults of the policy.
/// </param>
public sealed record ActTarget(ActKind Kind, Guid? KeyId = null, VersionAddress? Version = null, Uri? Vault = null)
{
    /// <summary>The start of a new rotation.</summary>
    public static ActTarget Issue { get; } = new(ActKind.Issue);

    /// <summary>Returns the target for the publication of a pending credential.</summary>
    public static ActTarget Promote(Guid? keyId) => new(ActKind.Promote, keyId);

    /// <summary>Returns the target for the publication of a credential's value to a vault that lacks it.</summary>
    public static ActTarget CopyTo(Uri vault, Guid? keyId) => new(ActKind.CopyToVault, keyId, Vault: vault);

    /// <summary>Returns the target for the removal of a credential, for any reason.</summary>
    public static ActTarget Remove(Guid? keyId) => new(ActKind.Remove, keyId);
}
