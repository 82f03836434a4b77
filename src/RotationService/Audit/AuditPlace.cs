using RotationService.Core.Display;

namespace RotationService.Audit;

/// <summary>
/// The place of an audit log. It must be a regular file that other users can neither write nor replace, unless a
/// setting allows that.
/// </summary>
/// <param name="Path">The path as the setting names it.</param>
internal sealed record AuditPlace(string Path)
{
    /// <summary>The setting that allows other users to write the file.</summary>
    public const string AllowSetting = "Audit:AllowWorldWritable";

    private const string Instead = "choose another file with --Audit:Path=FILE";

    /// <summary>
    /// Whether a file or folder that other users may write is accepted, as some mounted shares require. Default false.
    /// </summary>
    public bool AllowsOthersToWrite { get; init; }

    /// <summary>
    /// Refuses a path that does not lead to a regular file. Call it before opening the path, because opening a device
    /// may have any effect.
    /// </summary>
    /// <exception cref="AuditLogException">The path leads to something else than a regular file.</exception>
    public void RefuseWhatIsNoFile(string fullPath)
    {
        if (Directory.Exists(fullPath))
        {
            var file = System.IO.Path.Combine(Path, "rotation-audit.jsonl");
            throw new AuditLogException(
                $"the audit log {Path} is a folder; name a file in it, such as --Audit:Path={file}");
        }

        if (FileFacts.Available && FileFacts.At(fullPath) is { } facts)
        {
            RefuseWhatIsNoFile(facts);
        }
    }

    /// <summary>Refuses an open file that is not a regular file, or that other users may write or replace.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="folders">The folders that hold the file and the links to it.</param>
    /// <exception cref="AuditLogException">The file is refused.</exception>
    public void RefuseWhatOthersMayWrite(FileFacts file, IEnumerable<string> folders)
    {
        RefuseWhatIsNoFile(file);
        if (AllowsOthersToWrite)
        {
            return;
        }

        if (file.IsWorldWritable)
        {
            throw Refused($"can be written by every user of this machine; run {ShellCommand.Of($"chmod o-w {Path}")}");
        }

        // The check does not apply to root, which may write everything and sometimes acts for other users.
        if (file.Owner != FileFacts.User && file.Owner != 0 && FileFacts.User != 0)
        {
            throw Refused(
                $"belongs to the user {file.Owner} and not to the user {FileFacts.User} that this process runs as; {Instead}");
        }

        foreach (var folder in folders)
        {
            if (FileFacts.At(folder) is { IsFolder: true, IsWorldWritable: true, IsSticky: false })
            {
                var remedy = ShellCommand.Of($"chmod o-w {folder}");
                throw Refused(
                    $"is in the folder {folder}, where every user of this machine can replace it; run {remedy}");
            }
        }
    }

    /// <summary>The exception for a file that cannot be opened.</summary>
    public AuditLogException Unusable(Exception exception)
    {
        var why =
            $"cannot be opened: {exception.Message.TrimEnd('.')}; make it writable for this process, or {Instead}";
        return new AuditLogException($"the audit log {Path} {why}", exception)
        {
            MayPass = exception is IOException { HResult: var error } && MayPass(error),
        };
    }

    /// <summary>
    /// Whether an exception concerns the disk or its permissions, and is not a defect of the program.
    /// </summary>
    public static bool IsDiskTrouble(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The exception for a file that another process writes.</summary>
    public AuditLogException Taken(Exception? innerException) => new(
        $"the audit log {Path} is in use by another process, and each process needs its own; "
        + $"{Instead}, such as --Audit:Path={Beside(Path)}",
        innerException!);

    // EIO, ENFILE, EMFILE, ENOSPC, ETIMEDOUT, EHOSTDOWN, ESTALE, EDQUOT.
    private static bool MayPass(int error) => error is 5 or 23 or 24 or 28 or 110 or 112 or 116 or 122;

    private static string Beside(string path)
    {
        var name = $"{System.IO.Path.GetFileNameWithoutExtension(path)}-2{System.IO.Path.GetExtension(path)}";
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path) ?? "", name);
    }

    private void RefuseWhatIsNoFile(FileFacts facts)
    {
        if (!facts.IsFile)
        {
            throw new AuditLogException($"the audit log {Path} is {facts.Kind}, not a regular file; {Instead}");
        }
    }

    private AuditLogException Refused(string why) =>
        new($"the audit log {Path} {why}, or set {AllowSetting} to true if a mounted share requires this");
}
