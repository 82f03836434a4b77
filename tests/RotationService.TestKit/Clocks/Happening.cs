namespace RotationService.TestKit.Clocks;

/// <summary>Something that is going to happen.</summary>
public sealed class Happening(Action happen)
{
    /// <summary>What; null once it has been taken back.</summary>
    public Action? Happen { get; private set; } = happen;

    /// <summary>It will not happen.</summary>
    public void TakeBack() => Happen = null;
}
