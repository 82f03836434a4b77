using Microsoft.Diagnostics.Runtime;

namespace RotationService.Simulation.Memory;

/// <summary>The managed heap of a stopped process: what is in it at an address, and whether that can still be reached.</summary>
internal sealed class ManagedHeap
{
    private const string Pool = "System.Buffers.SharedArrayPool";

    /// <summary>How many holders are named, from the object towards its root.</summary>
    private const int NamedHolders = 8;

    private readonly ClrHeap _heap;
    private readonly List<MemoryRange> _emptied;
    private readonly Dictionary<ulong, ulong> _holders = [];
    private readonly Dictionary<ulong, string> _roots = [];

    /// <summary>Walks everything that can be reached.</summary>
    public ManagedHeap(ClrRuntime runtime)
    {
        _heap = runtime.Heap;
        _emptied = [.. runtime.EnumerateClrNativeHeaps().Where(part => part.Kind is NativeHeapKind.GCFreeRegion).Select(part => part.MemoryRange)];
        var next = new Queue<ClrObject>();
        foreach (var (root, kind) in _heap.EnumerateRoots().Select(root => (root.Object, root.RootKind.ToString())).Concat(ThreadStatics(runtime)))
        {
            if (root.IsValid && _roots.TryAdd(root.Address, kind) && _holders.TryAdd(root.Address, 0))
            {
                next.Enqueue(root);
            }
        }

        while (next.TryDequeue(out var holder))
        {
            foreach (var held in holder.EnumerateReferences(carefully: true).Where(held => held.IsValid))
            {
                if (_holders.TryAdd(held.Address, holder.Address))
                {
                    next.Enqueue(held);
                }
            }
        }
    }

    /// <summary>What there is at an address; null if that is not the managed heap's.</summary>
    public (Place Place, string Holder)? At(ulong address)
    {
        if (_heap.GetSegmentByAddress(address) is not { } segment)
        {
            return _emptied.Any(range => range.Contains(address)) ? (Place.Unused, "emptied region") : null;
        }

        if (!segment.ObjectRange.Contains(address))
        {
            return (Place.Unused, $"{segment.Kind} beyond its last object");
        }

        // The walk to the object begins at the one that the heap knows to be at or before the address.
        var found = segment.EnumerateObjects().FirstOrDefault(candidate => candidate.Address <= address && address < candidate.Address + candidate.Size);
        return found switch
        {
            { IsValid: false } => (Place.Garbage, "between objects"),
            { IsFree: true } => (Place.Garbage, "free space"),
            _ when _holders.ContainsKey(found.Address) => PathTo(found) is var path && path.Contains(Pool, StringComparison.Ordinal) ? (Place.Pooled, Pool) : (Place.Live, path),
            _ => (Place.Garbage, found.Type?.Name ?? "unknown"),
        };
    }

    // The runtime keeps these apart from its other roots, and so does the library.
    private static IEnumerable<(ClrObject, string)> ThreadStatics(ClrRuntime runtime) =>
        from type in runtime.Heap.EnumerateObjects().Select(there => there.Type).OfType<ClrType>().Distinct()
        from field in type.ThreadStaticFields.Where(field => field.IsObjectReference)
        from thread in runtime.Threads
        select (field.ReadObject(thread), "ThreadStatic");

    private string PathTo(ClrObject found)
    {
        var path = new List<string>();
        var address = found.Address;
        while (path.Count < NamedHolders && address != 0)
        {
            path.Add(_heap.GetObject(address).Type?.Name ?? "unknown");
            if (_roots.TryGetValue(address, out var root))
            {
                path.Add(root);
            }

            address = _holders[address];
        }

        return string.Join(" < ", path);
    }
}
