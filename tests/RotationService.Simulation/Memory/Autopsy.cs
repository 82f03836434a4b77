using System.Runtime.InteropServices;
using Microsoft.Diagnostics.Runtime;

namespace RotationService.Simulation.Memory;

/// <summary>Stops a process, looks through its memory for secrets, and lets it go on.</summary>
internal static class Autopsy
{
    /// <summary>The runtime's own library for looking into a process; it lies beside the runtime, which this process and that one share.</summary>
    private const string DataAccess = "libmscordaccore.so";

    /// <summary>Every copy of the secrets that is left.</summary>
    public static IReadOnlyList<FoundCopy> CopiesIn(int processId, IEnumerable<string> secrets)
    {
        using var target = DataTarget.AttachToProcess(processId, suspend: true);
        using var runtime = target.ClrVersions.Single().CreateRuntime(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), DataAccess), ignoreMismatch: true);
        if (!runtime.Heap.CanWalkHeap)
        {
            throw new InvalidOperationException("The process was stopped in the middle of a collection, so that its heap cannot be walked. Run this again.");
        }

        var heap = new ManagedHeap(runtime);
        var needles = secrets.SelectMany(Needle.Of).ToList();
        var hits = new WritableMemory(processId).Find(needles).ToList();
        var whole = hits.Where(hit => hit.Needle.Form is not SecretForm.FirstEight).Select(hit => hit.Address).ToHashSet();
        return
        [
            .. from hit in hits
               where hit.Needle.Form is not SecretForm.FirstEight || !whole.Contains(hit.Address)
               let there = heap.At(hit.Address) ?? (Place.Native, hit.Mapping ?? "anonymous mapping")
               select new FoundCopy(hit.Needle.Form, hit.Address, there.Item1, there.Item2),
        ];
    }
}
