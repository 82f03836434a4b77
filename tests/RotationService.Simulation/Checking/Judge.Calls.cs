using RotationService.Sandbox.State;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <content>What is judged when a request is sent, or about to be served: I2, I5, I8 and I9.</content>
internal sealed partial class Judge
{
    private readonly Dictionary<(ServiceProcess, string Host, Guid? Tenant, string Share), DateTimeOffset> _notBefore = [];

    /// <summary>The processes that have been told which applications they own.</summary>
    private readonly HashSet<ServiceProcess> _knowsWhatItOwns = [];

    /// <summary>The intents under which an addPassword was sent: one stands for one.</summary>
    private readonly HashSet<Guid> _issues = [];

    /// <summary>A process hears an answer: from now on it knows when to come again.</summary>
    public void Hears(ServiceProcess process, Request request)
    {
        if (request.NotBefore is { } until)
        {
            _notBefore[LaneOf(process, request)] = until;
        }

        if (!request.IsDisturbed && request.Effect.Route.EndsWith("/ownedObjects", StringComparison.Ordinal))
        {
            _knowsWhatItOwns.Add(process);
        }
    }

    /// <summary>A process sends a request.</summary>
    public void Sends(ServiceProcess process, Request request)
    {
        if (_notBefore.Count > 0 && _notBefore.TryGetValue(LaneOf(process, request), out var until) && world.Time.Now < until)
        {
            Violated("I9", $"{process.Machine.Name} sends {request.Effect.Route} {until - world.Time.Now} before the time that {request.Host} named.");
        }

        if (request.Effect.Kind is EffectKind.Mutation)
        {
            JudgeMutation(process, request);
        }
    }

    /// <summary>A request is about to be served.</summary>
    public void BeforeApplying(Request request)
    {
        if (request.Form is { } form)
        {
            JudgeLogIn(form, request.SentAt);
        }
    }

    /// <summary>A process has added to its log.</summary>
    public void Records(Machine machine)
    {
        foreach (var (appId, keyId) in machine.Audit.TakeStored())
        {
            if (_cases.GetValueOrDefault(appId) is { } known
                && known.Credentials.Find(facts => facts.Credential.KeyId == keyId) is { } facts
                && known.PeopleActedAt < facts.Credential.CreatedAt
                && !IsStored(known, facts.Credential.SecretText))
            {
                Violated("I2", $"the log of {machine.Name} says that credential {facts} is stored, and its value is in no version of any vault.");
            }
        }
    }

    private void JudgeMutation(ServiceProcess process, Request request)
    {
        if (request.Effect.Route.StartsWith("graph PATCH", StringComparison.Ordinal) || request.Effect.Route.Contains(" DELETE ", StringComparison.Ordinal))
        {
            Violated("I5", $"{process.Machine.Name} sends {request.Effect.Route}, which may take away what is not ours.");
        }

        if (CaseOf(request) is not { } known)
        {
            // As long as it does not know what it owns, a process asks to change whatever fits, and is refused.
            if (_knowsWhatItOwns.Contains(process) || world.Party?.Rights.Overlaps([Right.Neighbour, Right.MarkedNeighbour]) != true)
            {
                Violated("I5", $"{process.Machine.Name} changes {request.About}, which nobody asked for.");
            }
        }
        else if (!process.Machine.Audit.HasOpenIntent(known.Entry.AppId))
        {
            Violated("I8", $"{process.Machine.Name} sends {request.Effect.Route} and no intent about it is on the disk.");
        }
        else if (request.Effect.Route.EndsWith("/addPassword", StringComparison.Ordinal) && !IsAnnounced(process.Machine.Audit.OpenIssues(known.Entry.AppId)))
        {
            Violated("I8", $"{process.Machine.Name} sends addPassword for {known.Wish.Name} once more than it announced.");
        }
    }

    private bool IsAnnounced(IEnumerable<Guid> issues)
    {
        var before = _issues.Count;
        _issues.UnionWith(issues);
        return _issues.Count > before;
    }

    private void JudgeLogIn(string form, DateTimeOffset sentAt)
    {
        var fields = form.Split('&').Select(field => field.Split('=', 2)).ToDictionary(field => field[0], field => Uri.UnescapeDataString(field[1].Replace('+', ' ')), StringComparer.Ordinal);
        if (!Guid.TryParse(fields.GetValueOrDefault("client_id"), out var appId) || !_cases.TryGetValue(appId, out var known) || fields.GetValueOrDefault("client_secret") is not { } value)
        {
            return;
        }

        if (!IsStored(known, value) && !(known.PendingTouchedAt >= sentAt))
        {
            Violated("I2", "a value is used that is in no version of any vault.");
        }

        JudgeTrial(known, value);
    }

    private bool IsStored(Case known, string value)
    {
        foreach (var slot in known.Slots)
        {
            if (Holds(slot.Secret, value) || Holds(world.Engine.Truth.VaultEvenDeleted(slot.Vault)?.Secrets.GetValueOrDefault($"{slot.Name}-pending"), value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(VaultSecret? secret, string value)
    {
        for (var i = (secret?.Versions.Count ?? 0) - 1; i >= 0; i--)
        {
            if (secret!.Versions[i].Value == value)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a service throttles together, by its documentation: of a vault, new versions, and everything else; of Graph, in each tenant, reads, writes, and writes to applications open to personal accounts.</summary>
    private (ServiceProcess, string Host, Guid? Tenant, string Share) LaneOf(ServiceProcess process, Request request) => (process, request.Host, request.TenantId, request.Effect.Route.Split(' ') switch
    {
        ["vault", "PUT", ..] => "creates",
        ["graph", "POST", ..] => CaseOf(request) is { Entry.IsPersonal: true } ? "personal writes" : "writes",
        _ => "others",
    });

    private Case? CaseOf(Request request)
    {
        if (Guid.TryParse(request.About, out var objectId))
        {
            return _byObjectId.GetValueOrDefault(objectId);
        }

        var parts = request.About.Split('/', 2);
        return parts.Length == 2 ? _bySecret.GetValueOrDefault((parts[0], parts[1])) : null;
    }
}
