namespace RotationService.Sandbox.State;

/// <summary>
/// The position of the clock at the last stored change. A restart continues from there and never goes back.
/// </summary>
internal sealed class ClockPosition : IEntity
{
    public required DateTimeOffset Now { get; init; }

    string IEntity.Kind => "clock";

    string IEntity.Key => "clock";
}
