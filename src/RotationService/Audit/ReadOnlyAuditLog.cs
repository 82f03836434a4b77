using RotationService.Core.Auditing;

namespace RotationService.Audit;

/// <summary>What an audit log holds, for verbs that change nothing: neither locked nor made.</summary>
internal sealed class ReadOnlyAuditLog : IAuditLog
{
    private readonly OpenIntentList _open = new();

    /// <summary>Reads a log as far as it is whole; one that is not there or cannot be read has no open intents.</summary>
    public ReadOnlyAuditLog(string path)
    {
        try
        {
            // A pipe would be waited at until somebody writes into it.
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

    /// <summary>Why it could not be read; null if it could.</summary>
    public string? Problem { get; }

    /// <inheritdoc/>
    public bool TryAppend(AuditRecord record) => throw new InvalidOperationException("A verb that changes nothing tried to write the audit log.");

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId) => _open.About(objectId);
}
