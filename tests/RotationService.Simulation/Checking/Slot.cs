using RotationService.Sandbox.State;

namespace RotationService.Simulation.Checking;

/// <summary>A secret of a vault that programs read.</summary>
internal sealed class Slot(string vault, string name)
{
    public string Vault => vault;

    public string Name => name;

    /// <summary>The secret; null while there is none.</summary>
    public VaultSecret? Secret { get; set; }

    /// <summary>How many of its versions have been looked at.</summary>
    public int Versions { get; set; }

    /// <summary>What a program gets that reads it now; null if it gets nothing.</summary>
    public Reading? Readable { get; set; }
}
