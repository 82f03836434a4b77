namespace RotationService.Simulation.Checking;

/// <content>I7.</content>
internal sealed partial class Judge
{
    /// <summary>A secret was written where none may be. It is told instead of what was broken before, whose message may repeat what was written.</summary>
    /// <param name="leak">Where, and in which form; nothing of the secret.</param>
    public void Leaked(string leak)
    {
        world.Transcript.Note("JUDGE", $"I7: {leak}");
        Violation = new Violation("I7", leak, world.Time.Now);
    }
}
