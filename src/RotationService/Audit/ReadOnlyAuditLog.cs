using RotationService.Core.Auditing;

namespace RotationService.Audit;

/// <summary>
/// The records of an audit log, for commands that change nothing. The log is neither locked nor created.
/// </summary>
internal sealed class ReadOnlyAuditLog : IAuditLog
{
    private readonly OpenIntentList _open = new();

    /// <summary>
    /// Reads a log up to its first broken line. A log that does not exist or cannot be read has no open intents.
    /// </summary>
    public ReadOnlyAuditLog(string path)
    {
        try
        {
            // Reading a pipe would block until somebody writes into it.
            if (FileFacts.Available && FileFacts.At(path) is { IsFile: false } other)
            {
                throw new IOException($"{path} is {other.Kind}");
            }

            using var stream = AuditReading.OpenFile(path);
            foreach (var entry in new AuditChain().Read(stream))
            {
                _open.Note(entry.Record);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problem = exception.Message;
        }
    }

    /// <summary>Why the log could not be read. Null if it could be read.</summary>
    public string? Problem { get; }

    /// <summary>Not supported, because the log is read-only.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public bool TryAppend(AuditRecord record) =>
        throw new InvalidOperationException("A read-only command tried to write the audit log.");

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId) => _open.About(objectId);
}
