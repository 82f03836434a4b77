namespace RotationService.Simulation.Checking;

/// <summary>Why a program may be refused without the promise being broken. Told from the ground truth alone.</summary>
internal enum Excuse
{
    /// <summary>People removed the credential.</summary>
    RemovedByPeople,

    /// <summary>People wrote the value that the program read, or disabled it so that it could not read again.</summary>
    WrittenByPeople,

    /// <summary>The application was disabled or deleted.</summary>
    ApplicationDisabled,

    /// <summary>Its policy said <c>verify: none</c>.</summary>
    NotVerified,

    /// <summary>Others, who may write the values that its programs read, kept it from being rotated until it ended.</summary>
    Attacked,

    /// <summary>People had taken away what came later, and what was published again in its place had less time left than an outage may last, or than its programs' grace period.</summary>
    Outage,
}
