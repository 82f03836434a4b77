using Microsoft.Extensions.Logging;
using RotationService.Cli;
using RotationService.PolicyFile;

namespace RotationService.Worker;

/// <summary>Tells a person, and the operational log, what has become of a policy file while the worker runs.</summary>
internal sealed partial class PolicyNews(Invocation invocation, ILogger<PolicyNews> logger)
{
    /// <summary>Tells of a new state of the file.</summary>
    public void Tell(PolicyFileResult result)
    {
        PolicyLoading.Say(invocation, result);
        if (result.Policies is { } policies)
        {
            Log.Changed(logger, result.File, policies.Policies.Count);
            if (invocation.Verbosity != Verbosity.Quiet)
            {
                invocation.Complain($"{result.File} has changed; its {policies.Policies.Count} policies are in force from the next sweep on");
            }

            return;
        }

        foreach (var error in result.Errors)
        {
            Log.Wrong(logger, error.Format(result.File));
        }

        Log.Refused(logger, result.File);
        invocation.Complain($"{result.File} has changed and has errors; the policies that were in force stay so");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3003, Level = LogLevel.Information, Message = "{File} has changed; its {Policies} policies are in force from the next sweep on")]
        public static partial void Changed(ILogger logger, string file, int policies);

        [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "{Error}")]
        public static partial void Wrong(ILogger logger, string error);

        [LoggerMessage(EventId = 3005, Level = LogLevel.Error, Message = "{File} has changed and has errors; the policies that were in force stay so")]
        public static partial void Refused(ILogger logger, string file);
    }
}
