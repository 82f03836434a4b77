namespace RotationService.Audit;

/// <summary>Reads audit logs while other processes write them.</summary>
internal static class AuditReading
{
    /// <summary>Opens a log for reading. Does not block any writer.</summary>
    public static FileStream OpenFile(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Checks the chain of a log.</summary>
    public static AuditVerdict Verify(string path)
    {
        using var stream = OpenFile(path);
        var chain = new AuditChain();
        var open = new OpenIntentList();
        foreach (var entry in chain.Read(stream))
        {
            open.Note(entry.Record);
        }

        return new AuditVerdict(path, chain.Sequence, chain.BrokenLine, chain.Problem)
        {
            OpenIntents = open.Count,
            Recoveries = chain.Recoveries,
            TornBytes = chain.Tail.Length,
        };
    }
}
