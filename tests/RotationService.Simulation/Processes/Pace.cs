using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>Moves the sandbox's clock ahead when nobody is doing anything: far when nothing is due, little by little when something is under way.</summary>
internal sealed class Pace(SandboxProcess sandbox, IReadOnlyList<Worker> workers, IReadOnlyList<Subject> subjects, AuditTrail trail, History history, Random random)
{
    /// <summary>Longer than a worker takes to notice that the clock was moved, which it looks at five times a second.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(280);

    private static readonly TimeSpan Farthest = TimeSpan.FromHours(12);
    private static readonly TimeSpan ALittle = TimeSpan.FromMinutes(2);
    private long _requests;
    private TimeSpan _quietSince;

    /// <summary>Whether the workers were found idle at the last step.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>Moves it, if the workers have been quiet for a while.</summary>
    public async Task StepAsync(GroundTruth truth, CancellationToken cancellationToken)
    {
        var requests = (long)JsonNode.Parse(await sandbox.GetAsync("requests", cancellationToken))!["total"]! - sandbox.OwnRequests;
        if (requests != _requests)
        {
            (_requests, _quietSince) = (requests, history.Elapsed);
        }

        IsIdle = history.Elapsed - _quietSince >= Idle && workers.All(worker => worker.IsAtRest);
        if (IsIdle)
        {
            _quietSince = history.Elapsed;
            await AdvanceAsync(subjects.Min(subject => Room(truth, subject)), cancellationToken);
        }
    }

    /// <summary>Moves it.</summary>
    public Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken) =>
        sandbox.PostAsync("clock", string.Create(CultureInfo.InvariantCulture, $$"""{"advance":"{{XmlConvert.ToString(by)}}"}"""), cancellationToken);

    /// <summary>How far the clock may go without keeping an application from what it is due for.</summary>
    private TimeSpan Room(GroundTruth truth, Subject subject)
    {
        var live = truth.Credentials(subject.AppId).Where(credential => credential.IsLive(truth.Now)).ToList();
        var current = subject.Vaults
            .Select(vault => truth.Versions(vault, subject.Secret))
            .Select(versions => versions is [.., var newest] ? live.FirstOrDefault(credential => credential.IsOurs && credential.ValueSha256 == newest.ValueSha256) : null)
            .ToList();
        var isUnderWay = current.Exists(credential => credential is null)
            || current.Exists(credential => Convergence.IsDue(credential!, subject, truth.Now))
            || truth.Versions(subject.Vaults[0], subject.PendingSecret).Any(version => version.Enabled)
            || trail.Open.Any(intent => intent.AppId == subject.AppId.ToString());
        if (isUnderWay)
        {
            return Part(random.Next(2) == 0 ? TimeSpan.FromMinutes(12) : ALittle);
        }

        var due = current.Min(credential => credential!.EndDateTime) - subject.RenewBefore - truth.Now + ALittle;
        var isInGrace = live.Count(credential => credential.IsOurs || subject.Adopts) > 1;
        var most = isInGrace ? subject.Grace / 2 : Farthest;
        return due < most ? due : Part(most);
    }

    private TimeSpan Part(TimeSpan of) => TimeSpan.FromSeconds(Math.Ceiling(of.TotalSeconds * (0.2 + 0.8 * random.NextDouble())));
}
