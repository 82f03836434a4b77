namespace RotationService.Simulation.Soaking;

/// <summary>How people may edit the policy file.</summary>
internal enum EditKind
{
    /// <summary>Another grace period.</summary>
    Grace,

    /// <summary>Another lifetime.</summary>
    Lifetime,

    /// <summary>`hold` on, or off.</summary>
    Hold,

    /// <summary>`adopt` on, or off.</summary>
    Adopt,

    /// <summary>Another name of the policy.</summary>
    PolicyName,

    /// <summary>Another name of the secret.</summary>
    SecretName,

    /// <summary>A window, or none.</summary>
    Window,

    /// <summary>Into the group, or out of it into a policy of its own.</summary>
    Group,

    /// <summary>Half a line, which is made a whole one days later.</summary>
    Broken,

    /// <summary>One more vault, or one less.</summary>
    Vaults,

    /// <summary>The policy is taken out, and put back days later.</summary>
    TakeOut,

    /// <summary>A second policy names the same application, for days.</summary>
    ClaimTwice,
}
