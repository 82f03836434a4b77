namespace RotationService.Sandbox.State;

/// <summary>Where the clock stood when something was last kept; a restart goes on from there, never back.</summary>
internal sealed class ClockPosition : IEntity
{
    public required DateTimeOffset Now { get; init; }

    string IEntity.Kind => "clock";

    string IEntity.Key => "clock";
}
