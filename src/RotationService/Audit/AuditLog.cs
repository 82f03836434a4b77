using Microsoft.Extensions.Logging;
using RotationService.Core.Auditing;
using RotationService.Core.Planning;

namespace RotationService.Audit;

/// <summary>
/// The audit log, in a file that only this process writes. <see cref="AuditLine"/> describes the format.
/// </summary>
/// <remarks>
/// A record counts only when it is on the disk, in the file that the path leads to. Before each record the file is
/// checked: a file that was deleted, replaced, cut short or written by another process accepts no records. If a write
/// of this process fails, the bytes that it left are removed before the next write, so that the chain stays whole when
/// the disk recovers. A line that an earlier process left torn is kept, and a `recovered` record with its hash seals
/// it. Safe for use by several threads.
/// </remarks>
internal sealed partial class AuditLog : IAuditLog, IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _process;
    private readonly Lock _lock = new();
    private readonly OpenIntentList _open = new();
    private readonly AuditFile _file;
    private long _end;
    private long _sequence;
    private string _lastHash = AuditLine.NoHash;
    private bool _signed;
    private bool _isClosed;
    private string? _problem;
    private ReadOnlyMemory<byte> _torn;
    private byte[] _attempted = [];

    private AuditLog(AuditFile file, string path, TimeProvider time, ILogger logger, string process) =>
        (_file, _path, _time, _logger, _process) = (file, path, time, logger, process);

    /// <summary>Opens a log for writing and reads its records.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Gives the time of a `recovered` record.</param>
    /// <param name="logger">The operational log.</param>
    /// <param name="process">The name of this process, for its first record.</param>
    /// <exception cref="AuditLogException">
    /// The log cannot be opened, its place is not acceptable, another process writes it, or its chain is broken.
    /// </exception>
    public static AuditLog Open(string path, TimeProvider time, ILogger<AuditLog> logger, string process) =>
        Open(new AuditPlace(path), time, logger, process, Folder.Flush);

    /// <inheritdoc cref="Open(string, TimeProvider, ILogger{AuditLog}, string)"/>
    /// <param name="place">The file, and whether others may write it.</param>
    /// <param name="time">Gives the time of a `recovered` record.</param>
    /// <param name="logger">The operational log.</param>
    /// <param name="process">The name of this process, for its first record.</param>
    /// <param name="flushFolder">Flushes a folder. Returns when its entries are on the disk.</param>
    public static AuditLog Open(
        AuditPlace place,
        TimeProvider time,
        ILogger<AuditLog> logger,
        string process,
        Action<string> flushFolder)
    {
        var file = AuditFile.Open(place, flushFolder);
        try
        {
            var log = new AuditLog(file, place.Path, time, logger, process);
            log.ReadWhatIsThere();
            return log;
        }
        catch (Exception exception)
        {
            file.Dispose();
            throw AuditPlace.IsDiskTrouble(exception) ? place.Unusable(exception) : exception;
        }
    }

    /// <inheritdoc/>
    public bool TryAppend(AuditRecord record)
    {
        lock (_lock)
        {
            return Try(() => Append(new AuditEntry(_sequence + 1, record, "", _lastHash)));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId)
    {
        lock (_lock)
        {
            return Try(() => { }) ? _open.About(objectId) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isClosed = true;
            _file.Dispose();
        }
    }

    // Runs an action on the log if the log is as this process left it. Logs the first failure, and the first success
    // after a failure.
    private bool Try(Action action)
    {
        if (_isClosed)
        {
            return false;
        }

        try
        {
            _file.AssertInPlace();
            AssertAsItWasLeft();
            if (_torn.Length > 0)
            {
                Seal();
            }

            action();
        }
        catch (Exception exception) when (AuditPlace.IsDiskTrouble(exception) || exception is AuditLogException)
        {
            Fail(exception);
            return false;
        }

        if (_problem is not null)
        {
            _problem = null;
            Log.Recovered(_logger, _path);
        }

        return true;
    }

    private void ReadWhatIsThere()
    {
        var chain = new AuditChain();
        foreach (var entry in chain.Read(_file.Rewind()))
        {
            _open.Note(entry.Record);
        }

        if (chain.BrokenLine is { } line)
        {
            throw new AuditLogException(
                $"the audit log {_path} is broken on line {line}: {chain.Problem}; "
                + "rename it and keep it as evidence, or choose another file with --Audit:Path=FILE")
            {
                IsBroken = true,
            };
        }

        (_sequence, _lastHash, _end, _torn) = (chain.Sequence, chain.LastHash, _file.Length, chain.Tail);
        Try(() => { });
    }

    // Only this process may write the file. If the last known record is not at its end, the file was cut short,
    // overwritten or added to.
    private void AssertAsItWasLeft()
    {
        var length = _file.Length;
        if (length < _end)
        {
            throw Changed($"was truncated: it has {length} bytes and had {_end}");
        }

        var last = _torn.Length > 0 ? _torn.ToArray() : AuditLine.EndOf(_lastHash);
        if (_end > 0 && !_file.Read(_end - last.Length, last.Length).SequenceEqual(last))
        {
            throw Changed("was overwritten: its last record is not the last one that this process wrote or read");
        }

        if (length > _end)
        {
            var more = length - _end;
            if (more > _attempted.Length || !_attempted.AsSpan(0, (int)more).SequenceEqual(_file.Read(_end, (int)more)))
            {
                throw Changed($"was appended to: this process did not write the last {more} bytes");
            }

            // These bytes are left from an earlier write of this process that failed.
            _file.CutBack(_end);
        }
    }

    private AuditLogException Changed(string what) => new(
        $"the audit log {_path} {what}; find out what else writes to it, rename it and keep it as evidence, "
        + "and restart the service, which starts a new file");

    private void Seal()
    {
        var tail = _torn;

        // Only the line break was lost. The record itself is whole and is kept.
        if (AuditLine.Read(tail.Span, out _) is { } whole
            && whole.Previous == _lastHash
            && whole.Sequence == _sequence + 1)
        {
            Put("\n"u8);
            (_sequence, _lastHash, _torn) = (whole.Sequence, whole.Hash, default);
            _open.Note(whole.Record);
            return;
        }

        var record = new AuditRecord(AuditKind.Recovered, _time.GetUtcNow(), Guid.Empty, Step.None)
        {
            Message =
                $"the {tail.Length} bytes before this record are an incomplete record that a crash left: nothing that it announces was started",
        };
        Append(
            new AuditEntry(_sequence + 1, record, "", _lastHash)
            {
                TornBytes = tail.Length,
                TornHash = AuditLine.Hash(tail.Span)
            },
            before: "\n"u8);
        Log.Sealed(_logger, _path, tail.Length);
    }

    private void Append(AuditEntry entry, ReadOnlySpan<byte> before = default)
    {
        var line = AuditLine.Write(entry, _signed ? null : _process, out var hash);
        Put([.. before, .. line]);
        (_sequence, _lastHash, _signed, _torn) = (entry.Sequence, hash, true, default);
        _open.Note(entry.Record);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _attempted = bytes.ToArray();
        _file.Append(_end, bytes);
        _end += bytes.Length;
        _attempted = [];
    }

    private void Fail(Exception exception)
    {
        var problem = exception is AuditLogException
            ? exception.Message
            : $"the audit log {_path} cannot be written: {exception.Message.TrimEnd('.')}";
        if (_problem != problem)
        {
            _problem = problem;
            Log.Unwritable(_logger, problem);
            Log.Details(_logger, _path, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "No new operation is started: {Problem}")]
        public static partial void Unwritable(ILogger logger, string problem);

        [LoggerMessage(
            EventId = 2002,
            Level = LogLevel.Information,
            Message = "The audit log {Path} can be written again")]
        public static partial void Recovered(ILogger logger, string path);

        [LoggerMessage(
            EventId = 2003,
            Level = LogLevel.Warning,
            Message = "The audit log {Path} ended with {Bytes} bytes of an incomplete record that a crash left; a recovered record was added after them")]
        public static partial void Sealed(ILogger logger, string path, int bytes);

        [LoggerMessage(
            EventId = 2004,
            Level = LogLevel.Debug,
            Message = "The exception that occurred when the audit log {Path} was written")]
        public static partial void Details(ILogger logger, string path, Exception exception);
    }
}
