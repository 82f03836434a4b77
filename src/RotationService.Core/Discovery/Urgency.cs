namespace RotationService.Core.Discovery;

/// <summary>How long what an application's programs may hold still works, the most urgent first.</summary>
public enum Urgency
{
    /// <summary>It has secrets and all have ended.</summary>
    Expired,

    /// <summary>The last of its secrets ends within 7 days.</summary>
    Within7Days,

    /// <summary>The last of its secrets ends within 30 days.</summary>
    Within30Days,

    /// <summary>The last of its secrets ends within 90 days.</summary>
    Within90Days,

    /// <summary>The last of its secrets ends after that.</summary>
    Later,

    /// <summary>One of its secrets has no end.</summary>
    WithoutEnd,

    /// <summary>It has no secret.</summary>
    NoSecret,
}
