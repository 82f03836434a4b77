using Microsoft.Extensions.Logging;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Narration;

/// <summary>Writes the events of the sweeper to the operational log.</summary>
/// <param name="logger">The operational log.</param>
internal sealed partial class LoggedEvents(ILogger<LoggedEvents> logger) : IRotationEvents
{
    /// <summary>
    /// Whether a narrator reports once what needs attention. If not, the log warns about it at every sweep. Default
    /// false.
    /// </summary>
    public bool IsNarrated { get; set; }

    /// <summary>The report of the last sweep that ended. Null if none has.</summary>
    public SweepReport? LastSweep { get; private set; }

    /// <inheritdoc/>
    public void SweepBegins(int policies, DateTimeOffset at)
    {
        Log.SweepBegins(logger, policies, at);
    }

    /// <inheritdoc/>
    public void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at) =>
        Log.StepBegins(logger, policy.Name, application.AppId, act.Step, act.KeyId, act.Reason, at);

    /// <inheritdoc/>
    public void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
        var level = step.Outcome switch
        {
            StepOutcome.Failed or StepOutcome.Ambiguous or StepOutcome.Abandoned => LogLevel.Warning,
            StepOutcome.Skipped => LogLevel.Debug,
            _ when step.Reason is Reason.WindowOverridden => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        var detail = Advice.MessageOf(step, message);
        Log.StepEnded(
            logger,
            level,
            policy.Name,
            application.AppId,
            step.Step,
            step.KeyId,
            step.Outcome,
            step.Reason,
            step.At,
            detail);
    }

    /// <inheritdoc/>
    public void Reconciled(ApplicationReport report)
    {
        var level = (report.NeedsHuman || report.Condition == Condition.Failed) && !IsNarrated
            ? LogLevel.Warning
            : LogLevel.Information;
        var detail = Advice.MessageOf(report);
        Log.Reconciled(
            logger,
            level,
            report.Policy.Name,
            report.Condition,
            report.Reason,
            report.NextAction,
            report.NextActionAt,
            detail);
    }

    /// <inheritdoc/>
    public void SweepGoesOn(SweepProgress progress)
    {
        Log.SweepGoesOn(logger, progress.Done, progress.Of, progress.Left);
    }

    /// <inheritdoc/>
    public void SweepEnded(SweepReport report)
    {
        LastSweep = report;
        if (report.DirectoryFailure is { } failure)
        {
            Log.NotListed(logger, failure.Kind, failure.Code, failure.RequestId, failure.Message);
        }
        else
        {
            var summary = SweepSummary.Of(report);
            foreach (var tenant in report.Unlisted)
            {
                Log.TenantNotListed(
                    logger,
                    tenant.TenantId,
                    tenant.Kind,
                    tenant.Failure.Kind,
                    tenant.Failure.Code,
                    tenant.Failure.RequestId,
                    tenant.Failure.Message);
            }

            foreach (var policy in report.Policies)
            {
                Log.PolicyStands(
                    logger,
                    policy.NeedsHuman && !IsNarrated ? LogLevel.Warning : LogLevel.Information,
                    policy.Policy.Name,
                    policy.Condition,
                    policy.Reason,
                    policy.Message);
            }

            Log.SweepEnded(
                logger,
                summary.Managed,
                summary.Rotated,
                summary.Retired,
                summary.Pending,
                summary.Failed,
                summary.Attention);
        }
    }

    /// <inheritdoc/>
    public void Unexpected(Policy policy, Exception exception)
    {
        Log.Unexpected(logger, policy.Name, exception);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1001,
            Level = LogLevel.Information,
            Message = "Sweep of {Policies} policies begins at {At:u}")]
        public static partial void SweepBegins(ILogger logger, int policies, DateTimeOffset at);

        [LoggerMessage(
            EventId = 1002,
            Message = "{Policy} ({AppId}): {Step} of {KeyId}: {Outcome}, {Reason} at {At:u}: {Detail}")]
        public static partial void StepEnded(
            ILogger logger,
            LogLevel level,
            string policy,
            Guid appId,
            Step step,
            Guid? keyId,
            StepOutcome outcome,
            Reason reason,
            DateTimeOffset at,
            string detail);

        [LoggerMessage(
            EventId = 1010,
            Level = LogLevel.Debug,
            Message = "{Policy} ({AppId}): {Step} of {KeyId} begins, {Reason} at {At:u}")]
        public static partial void StepBegins(
            ILogger logger,
            string policy,
            Guid appId,
            Step step,
            Guid? keyId,
            Reason reason,
            DateTimeOffset at);

        [LoggerMessage(
            EventId = 1003,
            Message = "{Policy} is {Condition}, {Reason}; next {NextAction} at {NextActionAt}: {Detail}")]
        public static partial void Reconciled(
            ILogger logger,
            LogLevel level,
            string policy,
            Condition condition,
            Reason reason,
            Step nextAction,
            DateTimeOffset? nextActionAt,
            string detail);

        [LoggerMessage(
            EventId = 1004,
            Level = LogLevel.Information,
            Message = "Sweep ended: {Managed} managed, {Rotated} rotated, {Retired} retired, {Pending} pending, {Failed} failed, {Attention} need a person")]
        public static partial void SweepEnded(
            ILogger logger,
            int managed,
            int rotated,
            int retired,
            int pending,
            int failed,
            int attention);

        [LoggerMessage(
            EventId = 1005,
            Level = LogLevel.Error,
            Message = "The directory could not be listed: {Kind} {Code} (request {RequestId}): {Detail}")]
        public static partial void NotListed(
            ILogger logger,
            CallFailureKind kind,
            string? code,
            string? requestId,
            string detail);

        [LoggerMessage(
            EventId = 1006,
            Level = LogLevel.Error,
            Message = "Reconciling {Policy} failed unexpectedly; the other applications continue")]
        public static partial void Unexpected(ILogger logger, string policy, Exception exception);

        [LoggerMessage(
            EventId = 1007,
            Level = LogLevel.Information,
            Message = "Sweep in progress: {Done} of {Of} applications checked, about {Left} left")]
        public static partial void SweepGoesOn(ILogger logger, int done, int of, TimeSpan left);

        [LoggerMessage(EventId = 1020, Message = "The policy {Policy} is {Condition}, {Reason}: {Detail}")]
        public static partial void PolicyStands(
            ILogger logger,
            LogLevel level,
            string policy,
            Condition condition,
            Reason reason,
            string detail);

        [LoggerMessage(
            EventId = 1008,
            Level = LogLevel.Error,
            Message = "Tenant {TenantId} could not be listed ({ObjectKind}); the other tenants continue: {Kind} {Code} (request {RequestId}): {Detail}")]
        public static partial void TenantNotListed(
            ILogger logger,
            Guid? tenantId,
            DirectoryKind objectKind,
            CallFailureKind kind,
            string? code,
            string? requestId,
            string detail);
    }
}
