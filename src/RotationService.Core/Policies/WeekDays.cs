namespace RotationService.Core.Policies;

/// <summary>Days of the week.</summary>
[Flags]
public enum WeekDays
{
    /// <summary>No day.</summary>
    None = 0,

    /// <summary>Sunday.</summary>
    Sunday = 1 << DayOfWeek.Sunday,

    /// <summary>Monday.</summary>
    Monday = 1 << DayOfWeek.Monday,

    /// <summary>Tuesday.</summary>
    Tuesday = 1 << DayOfWeek.Tuesday,

    /// <summary>Wednesday.</summary>
    Wednesday = 1 << DayOfWeek.Wednesday,

    /// <summary>Thursday.</summary>
    Thursday = 1 << DayOfWeek.Thursday,

    /// <summary>Friday.</summary>
    Friday = 1 << DayOfWeek.Friday,

    /// <summary>Saturday.</summary>
    Saturday = 1 << DayOfWeek.Saturday,

    /// <summary>Every day.</summary>
    All = Sunday | Monday | Tuesday | Wednesday | Thursday | Friday | Saturday,
}
