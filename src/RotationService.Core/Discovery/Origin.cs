namespace RotationService.Core.Discovery;

/// <summary>Who made a credential, as far as the directory shows it.</summary>
public enum Origin
{
    /// <summary>
    /// The credential bears the service's mark for a vault and a secret of the policy that covers its application.
    /// </summary>
    Ours,

    /// <summary>
    /// The credential bears the service's mark for another place. It belongs to another installation, a policy moved,
    /// or no policy covers it.
    /// </summary>
    Elsewhere,

    /// <summary>The credential does not bear the service's mark.</summary>
    Foreign,
}
