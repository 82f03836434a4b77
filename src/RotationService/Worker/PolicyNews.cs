using Microsoft.Extensions.Logging;
using RotationService.PolicyFile;

namespace RotationService.Worker;

/// <summary>Reports changes of the policy file while the worker runs, to the user and to the operational log.</summary>
/// <param name="show">Shows the user the errors and warnings of a file.</param>
/// <param name="notify">Shows the user a sentence.</param>
/// <param name="isQuiet">Whether the user wants to see only errors.</param>
/// <param name="logger">The operational log.</param>
internal sealed partial class PolicyNews(
    Action<PolicyFileResult> show,
    Action<string> notify,
    bool isQuiet,
    ILogger<PolicyNews> logger)
{
    /// <summary>Reports a new state of the file.</summary>
    public void Tell(PolicyFileResult result)
    {
        show(result);
        if (result.Policies is { } policies)
        {
            Log.Changed(logger, result.File, policies.Policies.Count);
            if (!isQuiet)
            {
                notify(
                    $"{result.File} has changed; its {policies.Policies.Count} policies apply from the next sweep on");
            }

            return;
        }

        foreach (var error in result.Errors)
        {
            Log.Wrong(logger, error.Format(result.File));
        }

        Log.Refused(logger, result.File);
        notify($"{result.File} has changed and has errors; the previous policies remain in force");
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3003,
            Level = LogLevel.Information,
            Message = "{File} has changed; its {Policies} policies apply from the next sweep on")]
        public static partial void Changed(ILogger logger, string file, int policies);

        [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "{Error}")]
        public static partial void Wrong(ILogger logger, string error);

        [LoggerMessage(
            EventId = 3005,
            Level = LogLevel.Error,
            Message = "{File} has changed and has errors; the previous policies remain in force")]
        public static partial void Refused(ILogger logger, string file);
    }
}
