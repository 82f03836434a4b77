namespace RotationService.Settings;

/// <summary>
/// The command line, a setting or the policy file is wrong. The message says what to write instead. The process ends
/// with exit code 2.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
