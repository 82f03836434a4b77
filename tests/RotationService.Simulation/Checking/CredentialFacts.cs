using RotationService.Sandbox.State;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <summary>What really happened to one credential.</summary>
/// <param name="Credential">The credential itself, as the sandbox keeps it.</param>
/// <param name="MadeBy">The process that asked for it; null if people did.</param>
internal sealed record CredentialFacts(Credential Credential, ServiceProcess? MadeBy)
{
    /// <summary>Whether its end has been looked at.</summary>
    public bool Removed { get; set; }

    /// <summary>Until when programs that read it in time may go on using it, as far as it has ceased to be the newest; null if none could ever read it.</summary>
    public DateTimeOffset? OwedUntil { get; set; }

    /// <summary>Whether that rests on the policy alone: people wrote it and people wrote over it, so that no version says what was promised.</summary>
    public bool IsOwedByPolicyAlone { get; set; }

    /// <summary>When it ceased to be the newest for the last time, in any place; null if it never was, or is.</summary>
    public DateTimeOffset? CeasedAt { get; set; }

    /// <summary>When it became what programs read, in one place or another: more than once, if it was published to several, or again after another.</summary>
    public List<DateTimeOffset> Publications { get; } = [];

    /// <summary>When it could be read for the first time.</summary>
    public DateTimeOffset? PublishedAt => Publications is [var first, ..] ? first : null;

    /// <summary>When it became what programs read for the last time.</summary>
    public DateTimeOffset? LastPublishedAt => Publications is [.., var last] ? last : null;

    public bool IsLive(DateTimeOffset now) => Credential.RemovedAt is null && Credential.EndDateTime > now;

    public override string ToString() => Credential.KeyId.ToString()[..8];
}
