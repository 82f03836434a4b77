using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What a process remembers of each application. Safe for use by several passes.</summary>
internal sealed class Memories
{
    private readonly Dictionary<PolicyKey, ApplicationMemory> _all = [];
    private readonly Lock _lock = new();

    /// <summary>A person asked for a rotation: what was seen before is no reason to leave the application alone.</summary>
    public void Begin(RotateRequest request)
    {
        lock (_lock)
        {
            _all[request.Subject] = new ApplicationMemory { Request = request };
        }
    }

    /// <summary>The memory of an application, for a pass over it.</summary>
    public ApplicationMemory Of(Subject subject)
    {
        var (policy, objectId) = (subject.Policy, subject.Application!.ObjectId);
        lock (_lock)
        {
            // What was seen under an older policy of that name, or of another application, says nothing of this one.
            if (!_all.TryGetValue(policy.Key, out var memory) || memory.IsAboutOther(policy, objectId))
            {
                _all[policy.Key] = memory = new ApplicationMemory();
            }

            memory.About = (policy, objectId);
            return memory;
        }
    }

    /// <summary>What the last pass said of an application, if the listing says that it holds; null if there is something to do, or to look at.</summary>
    /// <param name="subject">The application as it is listed.</param>
    /// <param name="isInTurn">Whether it is its turn to be looked at all the same.</param>
    /// <param name="glances">What lists of its vaults may do for that look, and are told that they are wanted; null if none may. Then nothing of what was foreseen is relied on either.</param>
    /// <param name="now">When.</param>
    public ApplicationReport? AtRest(Subject subject, bool isInTurn, VaultGlances? glances, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_all.TryGetValue(subject.Policy.Key, out var memory))
            {
                return null;
            }

            memory.IsInTurn = false;
            if (isInTurn && !(glances is not null && memory.MayBeGlancedAt(now)))
            {
                memory.Rest = memory.Rest?.Unforeseen();
                return null;
            }

            if (!memory.IsAtRest(subject.Policy, subject.Application!, now))
            {
                memory.Rest = isInTurn ? memory.Rest?.Unforeseen() : memory.Rest;
                return null;
            }

            memory.Share(subject);
            if (!isInTurn)
            {
                return memory.Rest!.Report;
            }

            memory.IsInTurn = true;
            glances!.Expect(subject.Policy);
            return null;
        }
    }

    /// <summary>A group's policy as it is for a member that is at rest; null if it is to be made anew. Half of what is held of the members of a large group are their policies: those of the last sweep serve again.</summary>
    public Policy? PolicyAtRest(PolicySet policies, Policy policy, DirectoryApplication application)
    {
        lock (_lock)
        {
            return _all.TryGetValue(new PolicyKey(policy.Name, application.AppId), out var memory) ? memory.PolicyAtRest(policies, application) : null;
        }
    }

    /// <summary>What is told of a pass that has ended, so that of an application at rest nothing is held twice.</summary>
    public ApplicationReport Share(ApplicationMemory memory, Subject subject, ApplicationReport report)
    {
        lock (_lock)
        {
            memory.Share(subject);
            return report.Steps.Count == 0 && memory.Rest is { } rest ? rest.Report : report;
        }
    }

    /// <summary>Forgets the applications that are under no policy any more, but for those that are being worked on.</summary>
    public void Keep(IReadOnlyList<Subject> subjects, Func<PolicyKey, bool> isRunning)
    {
        lock (_lock)
        {
            _all.EnsureCapacity(subjects.Count);

            // Mostly there are none, and no set of all that are there is made for it.
            if (subjects.Count(subject => _all.ContainsKey(subject.Policy.Key)) == _all.Count)
            {
                return;
            }

            var there = subjects.Select(subject => subject.Policy.Key).ToHashSet();
            foreach (var key in _all.Keys.Where(key => !there.Contains(key) && !isRunning(key)).ToList())
            {
                _all.Remove(key);
            }
        }
    }
}
