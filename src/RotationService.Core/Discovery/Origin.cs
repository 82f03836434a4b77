namespace RotationService.Core.Discovery;

/// <summary>Who made a credential, as far as the directory tells.</summary>
public enum Origin
{
    /// <summary>It bears our mark for a vault and a secret of the policy that covers its application.</summary>
    Ours,

    /// <summary>It bears our mark for another place: another installation, a policy that moved, or no policy.</summary>
    Elsewhere,

    /// <summary>It does not bear our mark.</summary>
    Foreign,
}
