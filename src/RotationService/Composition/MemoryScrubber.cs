using System.Buffers;
using System.Runtime.InteropServices;
using RotationService.Azure;
using RotationService.Core.Sweeping;

namespace RotationService.Composition;

/// <summary>Removes secret texts that the process has handled from its memory whenever it waits.</summary>
/// <remarks>
/// The clients create strings and buffers of every secret text that they carry, and nothing here can overwrite those.
/// Nobody references them once the call has ended. But the garbage collector runs only when memory is short, which
/// never happens in an idle process, and it does not clear what it frees. An aggressive collection moves the live
/// objects together and returns all other memory to the operating system, which shows it to no other process. It takes
/// some hundredths of a second, once a minute.
/// </remarks>
internal static class MemoryScrubber
{
    /// <summary>
    /// How long a wait must last before the first collection. By then the connections are closed, whose buffers hold
    /// what they carried last.
    /// </summary>
    private static readonly TimeSpan After = (2 * AzureConnection.IdleConnectionTimeout) + TimeSpan.FromSeconds(1);

    /// <summary>
    /// The time between collections. At a collection the runtime releases the buffers that it caches for each thread,
    /// but only those that were unused for half a minute.
    /// </summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The smallest length of the network's buffers, in bytes. The largest follows; a TLS record has 16 KB.
    /// </summary>
    private const int SmallestBuffer = 256;

    private const int LargestBuffer = 65_536;

    /// <summary>
    /// The number of buffers of each length to take from the pool, which is more than are in use at once.
    /// </summary>
    private const int BuffersAtMost = 32;

    /// <summary>
    /// The function of the C library that returns free memory to the operating system. Null if there is none; only
    /// glibc has it. Without it, freed memory stays with the process until it is used again.
    /// </summary>
    private static readonly MallocTrim? GiveBackWhatWasFreed =
        NativeLibrary.TryLoad("libc.so.6", out var library)
        && NativeLibrary.TryGetExport(library, "malloc_trim", out var export)
            ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(export)
            : null;

    /// <summary>Wraps a wait, so that memory is scrubbed while it lasts.</summary>
    public static Idle Around(Idle idle) => async (wait, cancellationToken) =>
    {
        await using var timer = TimeProvider.System.CreateTimer(_ => Forget(), state: null, After, Again);
        await idle(wait, cancellationToken);
    };

    private static void Forget()
    {
        EmptyThePool();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        // Returns whole pages of freed memory, mostly OpenSSL's buffers of closed connections.
        GiveBackWhatWasFreed?.Invoke(0);
    }

    /// <summary>
    /// Rents the free buffers of the shared pool, which nobody clears, and never returns them, so that the collector
    /// frees them.
    /// </summary>
    private static void EmptyThePool()
    {
        for (var length = SmallestBuffer; length <= LargestBuffer; length *= 2)
        {
            for (var taken = 0; taken < BuffersAtMost; taken++)
            {
                _ = ArrayPool<byte>.Shared.Rent(length);
            }
        }
    }

    private delegate int MallocTrim(nuint keep);
}
