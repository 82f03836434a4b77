using RotationService.Sandbox.State;

namespace RotationService.Simulation.Checking;

/// <summary>A secret of a vault that programs read.</summary>
internal sealed class Slot(string vault, string name)
{
    private readonly Dictionary<string, DateTimeOffset> _owed = [];

    public string Vault => vault;

    public string Name => name;

    /// <summary>The secret; null while there is none.</summary>
    public VaultSecret? Secret { get; set; }

    /// <summary>How many of its versions have been looked at.</summary>
    public int Versions { get; set; }

    /// <summary>Until when programs that read a value here in time may go on using it; null if they never read it here, or still do.</summary>
    public DateTimeOffset? OwedUntil(string value) => _owed.TryGetValue(value, out var until) ? until : null;

    /// <summary>A value has ceased to be what programs read here.</summary>
    public void Owe(string value, DateTimeOffset until) => _owed[value] = OwedUntil(value) is { } before && before > until ? before : until;

    /// <summary>What was promised of a value is less now.</summary>
    public void OweNoLongerThan(string value, DateTimeOffset until)
    {
        if (OwedUntil(value) > until)
        {
            _owed[value] = until;
        }
    }

    /// <summary>What a program gets that reads it now; null if it gets nothing.</summary>
    public Reading? Readable { get; set; }
}
