using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// A published credential that one read of the directory does not show counts as gone, and nobody logs in to find out. Graph's reads lag and go backwards: HashiCorp's
/// terraform-provider-azuread waits until five in a row show a new credential.
/// </summary>
internal sealed class OneReadBelieved : Exhibit
{
    public override string Name => "judge by one read";

    public override string Seam => "directory, log-ins";

    public override IReadOnlyList<string> Invariants => ["I6", "I10"];

    public override int Within => 30;

    public override Hunt Hunt { get; } = new SceneHunt("lagging reads", Scenes.Scene.LaggingReads);

    protected override Seams Spoil(ServiceProcess process)
    {
        var seen = new Dictionary<Guid, DirectoryApplication>();
        return new Seams
        {
            Directory = directory => new Remembering(directory, seen),
            Tokens = tokens => new Believing(tokens, seen),
        };
    }

    private sealed class Remembering(IDirectory inner, Dictionary<Guid, DirectoryApplication> seen) : PassingDirectory(inner)
    {
        protected override DirectoryApplication Shown(DirectoryApplication application) => seen[application.AppId] = application;
    }

    private sealed class Believing(ITokenEndpoint inner, Dictionary<Guid, DirectoryApplication> seen) : ITokenEndpoint
    {
        private readonly Dictionary<string, int> _successes = [];

        public async Task<LogIn> LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken)
        {
            var hint = secretText.Fingerprint().Beginning;
            var proven = _successes.GetValueOrDefault(hint) >= VerifyRule.Default.Consecutive;
            if (proven && seen.TryGetValue(appId, out var application) && !application.Credentials.Any(credential => credential.Hint == hint))
            {
                return new LogIn(LogInAnswer.WrongSecret, "The directory shows no such credential.");
            }

            var answer = await inner.LogInAsync(tenantId, appId, secretText, cancellationToken).ConfigureAwait(false);
            _successes[hint] = answer.ProvesSecret ? _successes.GetValueOrDefault(hint) + 1 : 0;
            return answer;
        }
    }
}
