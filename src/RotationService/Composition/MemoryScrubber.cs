using System.Buffers;
using System.Runtime.InteropServices;
using RotationService.Azure;
using RotationService.Core.Sweeping;

namespace RotationService.Composition;

/// <summary>Has the process forget, whenever it waits, the secrets it handled before.</summary>
/// <remarks>
/// The clients make strings and buffers of every secret they carry, which cannot be overwritten from here. Nobody holds them once the
/// call has ended, but the collector comes when memory is short, which in an idle process is never, and leaves what it frees as it is.
/// Asked for an aggressive collection, it moves what lives together and gives all else back to the operating system, which shows
/// it to nobody. That takes some hundredths of a second, once a minute.
/// </remarks>
internal static class MemoryScrubber
{
    /// <summary>By then the connections, whose buffers hold what they carried last, have been closed.</summary>
    private static readonly TimeSpan After = (2 * AzureConnection.IdleConnectionTimeout) + TimeSpan.FromSeconds(1);

    /// <summary>The buffers that a thread keeps for itself the runtime lets go at a collection, but only where they lay unused for half a minute.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>Of what lengths the network's buffers are; a TLS record has 16 KB.</summary>
    private const int SmallestBuffer = 256;

    private const int LargestBuffer = 65_536;

    /// <summary>More than are in use at once.</summary>
    private const int BuffersAtMost = 32;

    /// <summary>The C library's own way of giving memory back; null where it has none: only glibc does. There what was freed stays with the process until it is used again.</summary>
    private static readonly MallocTrim? GiveBackWhatWasFreed = NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "malloc_trim", out var export)
        ? Marshal.GetDelegateForFunctionPointer<MallocTrim>(export)
        : null;

    /// <summary>The same wait; it forgets if it lasts.</summary>
    public static Idle Around(Idle idle) => async (wait, cancellationToken) =>
    {
        await using var timer = TimeProvider.System.CreateTimer(_ => Forget(), state: null, After, Again);
        await idle(wait, cancellationToken);
    };

    private static void Forget()
    {
        EmptyThePool();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

        // OpenSSL's buffers, mostly, of the connections that have been closed: whole pages of what was freed.
        GiveBackWhatWasFreed?.Invoke(0);
    }

    /// <summary>Takes what lies ready in the pool of buffers, which nobody clears, and does not give it back.</summary>
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
