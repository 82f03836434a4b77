using Microsoft.Extensions.Logging;
using RotationService.Core.Planning;
using RotationService.Core.Reconciliation;

namespace RotationService.Audit;

/// <summary>The audit log in a file of this process's own. See <see cref="AuditLine"/> for its form.</summary>
/// <remarks>
/// A record counts only when it is on the disk. What a failed write left behind is cut off again before the next one, so that the chain stays
/// whole when the disk recovers; a line that an earlier process left torn is kept and sealed by a `recovered` record that holds its hash.
/// Safe for use by several threads.
/// </remarks>
internal sealed partial class AuditLog : IAuditLog, IDisposable
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _process;
    private readonly Lock _lock = new();
    private readonly OpenIntentList _open = new();
    private AuditFile? _file;
    private long _end;
    private long _sequence;
    private string _lastHash = AuditLine.NoHash;
    private bool _signed;
    private bool _isFailing;

    private AuditLog(string path, TimeProvider time, ILogger logger, string process) =>
        (_path, _time, _logger, _process) = (path, time, logger, process);

    /// <summary>Opens a log for writing and reads what it holds. If the file cannot be opened now, every record and every question tries again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The time that a `recovered` record bears.</param>
    /// <param name="logger">The operational log.</param>
    /// <param name="process">Which process this is, for the first record.</param>
    /// <exception cref="AuditLogException">Another process writes it, or its chain is broken.</exception>
    public static AuditLog Open(string path, TimeProvider time, ILogger<AuditLog> logger, string process)
    {
        var log = new AuditLog(path, time, logger, process);
        try
        {
            log.OpenFile();
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            log.Fail(exception);
        }

        return log;
    }

    /// <inheritdoc/>
    public bool TryAppend(AuditRecord record)
    {
        lock (_lock)
        {
            try
            {
                EnsureOpen();
                Append(new AuditEntry(_sequence + 1, record, "", _lastHash));
                if (_isFailing)
                {
                    _isFailing = false;
                    Log.Recovered(_logger, _path);
                }

                return true;
            }
            catch (Exception exception) when (IsDiskTrouble(exception) || exception is AuditLogException)
            {
                Fail(exception);
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId)
    {
        lock (_lock)
        {
            try
            {
                EnsureOpen();
                return _open.About(objectId);
            }
            catch (Exception exception) when (IsDiskTrouble(exception) || exception is AuditLogException)
            {
                Fail(exception);
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private static bool IsDiskTrouble(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private void EnsureOpen()
    {
        if (_file is null)
        {
            OpenFile();
        }
    }

    private void OpenFile()
    {
        var file = AuditFile.Open(_path);
        try
        {
            var chain = new AuditChain();
            foreach (var entry in chain.Read(file.Rewind()))
            {
                _open.Note(entry.Record);
            }

            if (chain.BrokenLine is { } line)
            {
                throw new AuditLogException(
                    $"the audit log {_path} is broken on line {line}: {chain.Problem}; keep it as evidence under another name, or name another with --Audit:Path=FILE")
                {
                    IsBroken = true,
                };
            }

            (_sequence, _lastHash, _end, _file) = (chain.Sequence, chain.LastHash, file.Length, file);
            if (chain.Tail.Length > 0)
            {
                Seal(chain.Tail);
            }
        }
        catch
        {
            _file = null;
            file.Dispose();
            throw;
        }
    }

    private void Seal(ReadOnlyMemory<byte> tail)
    {
        // Only the line break was lost: the record itself is whole and is kept.
        if (AuditLine.Read(tail.Span, out _) is { } whole && whole.Previous == _lastHash && whole.Sequence == _sequence + 1)
        {
            Put("\n"u8);
            (_sequence, _lastHash) = (whole.Sequence, whole.Hash);
            _open.Note(whole.Record);
            return;
        }

        var record = new AuditRecord(AuditKind.Recovered, _time.GetUtcNow(), Guid.Empty, Step.None)
        {
            Message = $"the {tail.Length} bytes before this record were torn by a crash: they announce nothing that was begun",
        };
        Append(
            new AuditEntry(_sequence + 1, record, "", _lastHash) { TornBytes = tail.Length, TornHash = AuditLine.Hash(tail.Span) },
            before: "\n"u8);
        Log.Sealed(_logger, _path, tail.Length);
    }

    private void Append(AuditEntry entry, ReadOnlySpan<byte> before = default)
    {
        var line = AuditLine.Write(entry, _signed ? null : _process, out var hash);
        Put([.. before, .. line]);
        (_sequence, _lastHash, _signed) = (entry.Sequence, hash, true);
        _open.Note(entry.Record);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        // What an earlier write that failed has left.
        _file!.CutBack(_end);
        _file.Append(_end, bytes);
        _end += bytes.Length;
    }

    private void Fail(Exception exception)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            Log.Unwritable(_logger, _path, exception);
        }

        try
        {
            _file?.CutBack(_end);
        }
        catch (Exception second) when (IsDiskTrouble(second))
        {
            Log.NotCutBack(_logger, _path, second);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "The audit log {Path} cannot be written: nothing is begun until it can")]
        public static partial void Unwritable(ILogger logger, string path, Exception exception);

        [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "The audit log {Path} can be written again")]
        public static partial void Recovered(ILogger logger, string path);

        [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "The audit log {Path} ended in {Bytes} bytes torn by a crash; a recovered record seals them")]
        public static partial void Sealed(ILogger logger, string path, int bytes);

        [LoggerMessage(EventId = 2004, Level = LogLevel.Debug, Message = "What a failed write left in the audit log {Path} is cut off before the next one")]
        public static partial void NotCutBack(ILogger logger, string path, Exception exception);
    }
}
