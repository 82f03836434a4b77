using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What a process remembers of an application from one pass to the next. All of it only saves calls or waits longer: losing it is always safe.</summary>
internal sealed class ApplicationMemory
{
    /// <summary>The policy, as it read then, and the application's object id that all this is about; null before the first pass.</summary>
    public (Policy Policy, Guid ObjectId)? About { get; set; }

    public Sightings Sightings { get; set; } = Sightings.None;

    /// <summary>The log-ins that are proving the pending credential.</summary>
    public Evidence Evidence { get; set; } = Evidence.None;

    /// <summary>When the directory accepted the removal of which credentials.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; set; } = ImmutableDictionary<Guid, DateTimeOffset>.Empty;

    /// <summary>The rotation of this process that was cleanly refused last, whose intent version the next one uses again. Those of other processes are left to them: two that wrote over one version would lose an intent.</summary>
    public RotationId? Refused { get; set; }

    public RotateRequest? Request { get; set; }

    public RotationId? RequestedRotation { get; set; }

    /// <summary>What was seen when the pass before ended, if all it waited for was the next log-in with a pending value. Nothing is changed on the strength of it.</summary>
    public Observation? WhileVerifying { get; set; }
}
