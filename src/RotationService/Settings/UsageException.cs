namespace RotationService.Settings;

/// <summary>The command line, a setting or the policy file does not do; the message says what to write. Ends the process with 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
