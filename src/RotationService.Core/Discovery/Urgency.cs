namespace RotationService.Core.Discovery;

/// <summary>How long the secrets of an application still work, the most urgent first.</summary>
public enum Urgency
{
    /// <summary>The application has secrets, and all of them have ended.</summary>
    Expired,

    /// <summary>The last secret ends within 7 days.</summary>
    Within7Days,

    /// <summary>The last secret ends within 30 days.</summary>
    Within30Days,

    /// <summary>The last secret ends within 90 days.</summary>
    Within90Days,

    /// <summary>The last secret ends in more than 90 days.</summary>
    Later,

    /// <summary>One of the secrets has no end.</summary>
    WithoutEnd,

    /// <summary>The application has no secret.</summary>
    NoSecret,
}
