namespace RotationService.Core.Policies;

/// <summary>A number that depends on a text alone and is the same in every process, unlike <see cref="string.GetHashCode()"/>: for what must look like chance and must not be drawn anew.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return hash;
    }
}
