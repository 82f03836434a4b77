namespace RotationService.Simulation.Memory;

/// <summary>What kind of memory a copy is in.</summary>
internal enum Place
{
    /// <summary>An object that can still be reached.</summary>
    Live,

    /// <summary>A buffer that lies in the runtime's pool until somebody uses it again.</summary>
    Pooled,

    /// <summary>The managed heap, in no object that can be reached: it lies there until something is written over it.</summary>
    Garbage,

    /// <summary>Memory the collector has emptied and keeps for later.</summary>
    Unused,

    /// <summary>Stacks and the heaps of native libraries.</summary>
    Native,
}
