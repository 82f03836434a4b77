namespace RotationService.PolicyFile;

/// <summary>Loads a policy file: every error at once, each with its place.</summary>
internal static class PolicyFileLoader
{
    /// <summary>Loads a file.</summary>
    /// <param name="path">The path as the user named it.</param>
    public static PolicyFileResult Load(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > PolicyFileText.MaxBytes)
            {
                return Refuse(path, $"the file has {stream.Length / (1024 * 1024)} MiB; a policy file has at most {PolicyFileText.MaxBytes / (1024 * 1024)}: is it the right one?");
            }

            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return Parse(path, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(path, $"there is no such file (looked in {Directory.GetCurrentDirectory()}); name it with --policies FILE");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Refuse(path, Directory.Exists(path)
                ? "this is a folder; name the file with --policies FILE"
                : $"the file cannot be read: {exception.Message}");
        }
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">The path as the user named it.</param>
    /// <param name="bytes">What is in it.</param>
    public static PolicyFileResult Parse(string path, ReadOnlySpan<byte> bytes)
    {
        if (PolicyFileText.Decode(bytes, out var problem) is not { } text)
        {
            return new PolicyFileResult(path, Policies: null, [problem!]);
        }

        var problems = new ProblemList();
        var root = YamlComposer.Compose(text, problems);
        var policies = new PolicyFileReader(problems).Read(root);
        return new PolicyFileResult(path, policies, problems.InOrder());
    }

    private static PolicyFileResult Refuse(string path, string text) => new(path, Policies: null, [new PolicyFileMessage(1, 1, text)]);
}
