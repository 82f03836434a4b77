using System.Security.Cryptography;

namespace RotationService.PolicyFile;

/// <summary>Loads a policy file: every error at once, each with its place.</summary>
internal static class PolicyFileLoader
{
    /// <summary>Loads a file.</summary>
    /// <param name="path">The path as the user named it.</param>
    public static PolicyFileResult Load(string path) => Read(path, out var refusal) is { } bytes ? Parse(path, bytes) : refusal!;

    /// <summary>What is in a file; or null, and why it cannot be read.</summary>
    /// <param name="path">The path as the user named it.</param>
    /// <param name="refusal">Why not; null if it can.</param>
    public static byte[]? Read(string path, out PolicyFileResult? refusal)
    {
        refusal = null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > PolicyFileText.MaxBytes)
            {
                refusal = Refuse(path, $"the file has {stream.Length / (1024 * 1024)} MiB; a policy file has at most {PolicyFileText.MaxBytes / (1024 * 1024)}: is it the right one?");
                return null;
            }

            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            refusal = Refuse(path, $"there is no such file (looked in {Directory.GetCurrentDirectory()}); name it with --policies FILE");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            refusal = Refuse(path, Directory.Exists(path)
                ? "this is a folder; name the file with --policies FILE"
                : $"the file cannot be read: {exception.Message}");
        }

        return null;
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">The path as the user named it.</param>
    /// <param name="bytes">What is in it.</param>
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

    /// <summary>Tells one content from any other.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private static PolicyFileResult Refuse(string path, string text) => new(path, Policies: null, [new PolicyFileMessage(1, 1, text)]) { Fingerprint = text };
}
