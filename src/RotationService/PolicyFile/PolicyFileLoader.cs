using System.Security.Cryptography;

namespace RotationService.PolicyFile;

/// <summary>Loads a policy file. Reports all errors at once, each with its line and column.</summary>
internal static class PolicyFileLoader
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The path as the user named it.</param>
    public static PolicyFileResult Load(string path) =>
        Read(path, out var refusal) is { } bytes ? Parse(path, bytes) : refusal!;

    /// <summary>Reads the content of a file. Null if it cannot be read.</summary>
    /// <param name="path">The path as the user named it.</param>
    /// <param name="refusal">Why the file cannot be read. Null if it can.</param>
    public static byte[]? Read(string path, out PolicyFileResult? refusal)
    {
        refusal = null;
        try
        {
            using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek)
            {
                refusal = Refuse(
                    path,
                    "this input can be read only once, but a worker reads its policies repeatedly; save them to a file and specify it with --policies FILE");
            }
            else if (stream.Length > PolicyFileText.MaxBytes)
            {
                refusal = TooLong(path, $"{stream.Length / Mebibyte} MiB");
            }
            else if (ReadToTheEnd(stream) is { } bytes)
            {
                return bytes;
            }
            else
            {
                refusal = TooLong(path, "no end");
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = Refuse(
                path,
                $"the file does not exist (current directory: {Directory.GetCurrentDirectory()}); specify it with --policies FILE");
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            refusal = Refuse(path, Directory.Exists(path)
                ? "this is a folder; specify a file with --policies FILE"
                : $"the file cannot be read: {exception.Message}");
        }

        return null;
    }

    /// <summary>Parses the content of a file.</summary>
    /// <param name="path">The path as the user named it.</param>
    /// <param name="bytes">The content.</param>
    public static PolicyFileResult Parse(string path, ReadOnlySpan<byte> bytes)
    {
        if (PolicyFileText.Decode(bytes, out var problem) is not { } text)
        {
            return new PolicyFileResult(path, Policies: null, [problem!]) { Fingerprint = Fingerprint(bytes) };
        }

        var problems = new ProblemList();
        var root = YamlComposer.Compose(text, problems);
        var policies = new PolicyFileReader(problems).Read(root);
        return new PolicyFileResult(path, policies, problems.InOrder()) { Fingerprint = Fingerprint(bytes) };
    }

    /// <summary>The SHA-256 hash, in hex, that identifies a content of the file.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    // The length is not trusted, because a device has length 0 and no end, and a file may grow while it is read.
    private static byte[]? ReadToTheEnd(FileStream stream)
    {
        using var bytes = new MemoryStream((int)stream.Length);
        var part = new byte[64 * 1024];
        while (stream.Read(part) is > 0 and var read)
        {
            if (bytes.Length + read > PolicyFileText.MaxBytes)
            {
                return null;
            }

            bytes.Write(part, 0, read);
        }

        return bytes.ToArray();
    }

    private static PolicyFileResult TooLong(string path, string length) =>
        Refuse(
            path,
            $"the file has {length}, but a policy file can have at most {PolicyFileText.MaxBytes / Mebibyte} MiB; specify the right file with --policies FILE");

    private static PolicyFileResult Refuse(string path, string text) =>
        new(path, Policies: null, [new PolicyFileMessage(1, 1, text)]) { Fingerprint = text };
}
