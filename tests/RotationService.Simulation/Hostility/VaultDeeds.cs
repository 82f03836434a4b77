using RotationService.Sandbox.Control;
using RotationService.Sandbox.State;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>What may be done to the versions of a secret by those who may write its tags, or its values.</summary>
internal sealed class VaultDeeds(SimulatedWorld world, Random random, Forgery forgery)
{
    private static readonly IReadOnlyDictionary<string, string> CostCentre = new Dictionary<string, string> { ["cost-centre"] = "1" };

    /// <summary>Uses a right, at a place that chance decides.</summary>
    public void Do(Right right, Wish wish)
    {
        var known = world.Judge.CaseOf(wish.Application.AppId);
        var vault = wish.Vaults[random.Next(wish.Vaults.Count)];
        var name = random.Next(3) < 2 ? wish.Secret : wish.PendingSecret;
        switch (right)
        {
            case Right.TagScript:
                foreach (var secret in wish.Vaults.SelectMany(place => new[] { Secret(place, wish.Secret), Secret(place, wish.PendingSecret) }).OfType<VaultSecret>().ToList())
                {
                    ReplaceTags(secret, [.. secret.Versions]);
                }

                break;
            case Right.Tags:
                WriteTags(known, Secret(vault, name));
                break;
            case Right.Values or Right.Flood when WasEverPublished(known):
                (right is Right.Values ? (Action<Case, string, string>)WriteValue : Flood)(known, vault, name);
                break;
            case Right.Toggle when WasEverPublished(known):
                Toggle(known, Secret(vault, name));
                break;
            case Right.Blind when WasEverPublished(known):
                Blind(known, vault);
                break;
            case Right.Restore or Right.NewLine when WasEverPublished(known):
                WriteAgain(known, vault, withLineBreak: right is Right.NewLine);
                break;
            default:
                break;
        }
    }

    /// <summary>Replaces the tags of versions by those of a tagging policy.</summary>
    public void ReplaceTags(VaultSecret secret, params ReadOnlySpan<SecretVersion> versions)
    {
        SecretVersion[] all = [.. versions];
        Change($"replace the tags of {all.Length} versions of {secret.Name} in {secret.Vault}", secret, () => Array.ForEach(all, version => version.Tags = CostCentre));
    }

    /// <summary>Adds a version; nothing, where nobody can write.</summary>
    public void Write(string vault, string name, string value, IReadOnlyDictionary<string, string> tags, bool enabled = true)
    {
        if (world.Engine.Truth.Vault(vault) is { ReadOnly: false } place && place.Secrets.GetValueOrDefault(name) is null or { DeletedAt: null })
        {
            world.ByHand($"write a version of {name} in {vault}{(enabled ? "" : ", disabled")}, tagged {Shown(tags)}", () =>
            {
                var (_, version) = world.Engine.Truth.SetSecret(place, name, value, world.Time.Now);
                (version.Tags, version.Enabled) = (tags, enabled);
                world.Engine.Change(new WorldChange());
            });
        }
    }

    private void WriteTags(Case known, VaultSecret? secret)
    {
        if (secret is null)
        {
            return;
        }

        var version = random.Next(2) == 0 ? secret.Newest : secret.Versions[random.Next(secret.Versions.Count)];
        var tags = new Dictionary<string, string>(version.Tags, StringComparer.Ordinal);
        var marked = Forgery.Marked(known).ToList();
        IReadOnlyDictionary<string, string> written = random.Next(20) switch
        {
            < 4 => new Dictionary<string, string>(),
            < 7 when tags.Count > 0 => Without(tags, tags.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(tags.Count))),
            < 12 => forgery.Tags(known),
            < 14 when marked.Count > 0 => forgery.Intent(known, Forgery.RotationOf(marked[random.Next(marked.Count)].DisplayName)!),
            < 16 => With(tags, "grace", forgery.Grace(known)),
            < 18 => With(tags, "rotation-id", forgery.RotationId(known)),
            _ => With(tags, "supersedes", forgery.Supersedes(known)),
        };
        Change($"tag version {Short(version)} of {secret.Name} in {secret.Vault} {Shown(written)}", secret, () => version.Tags = written);
    }

    private void WriteValue(Case known, string vault, string name)
    {
        if (random.Next(5) < 2)
        {
            Do(random.Next(2) == 0 ? Right.Tags : Right.Toggle, known.Wish);
            return;
        }

        var readable = forgery.Versions(known).Where(version => version.Enabled).ToList();
        var copied = readable.Count > 0 && random.Next(20) < 11 ? readable[random.Next(readable.Count)] : null;
        var (value, like) = copied is not null ? (copied.Value, null)
            : random.Next(2) == 0 && forgery.CredentialOf(known) is { } credential ? ($"{credential.SecretText[..3]}8Q~{random.Next(1000):000}-a-value-that-never-was-one", credential)
            : ($"Tr0ub4dor of a database, number {random.Next(1000)}", (Credential?)null);
        var tags = copied is not null && random.Next(5) < 2 ? copied.Tags
            : like is not null && random.Next(5) < 3 ? forgery.TagsOf(known, like, "Pending")
            : forgery.Tags(known);
        Write(vault, name, value, tags, enabled: tags.GetValueOrDefault("stage") is not "Intent" && random.Next(20) < 17);
    }

    private void Flood(Case known, string vault, string name)
    {
        if (random.Next(2) == 0 && Secret(vault, known.Wish.Secret) is { } secret)
        {
            SetEnabled(known, secret, secret.Newest, enabled: false);
        }
        else
        {
            Write(vault, known.Wish.Secret, $"nonsense number {random.Next(1000)}", new Dictionary<string, string>());
        }
    }

    // An intent holds no value, and enabling it means nothing.
    private void Toggle(Case known, VaultSecret? secret)
    {
        if (secret is not null && (random.Next(2) == 0 ? secret.Newest : secret.Versions[random.Next(secret.Versions.Count)]) is var version && version.Tags.GetValueOrDefault("stage") is not "Intent")
        {
            SetEnabled(known, secret, version, !version.Enabled);
        }
    }

    private void Blind(Case known, string vault)
    {
        var marked = Forgery.Marked(known).ToList();
        if (Secret(vault, known.Wish.Secret) is not { } secret || marked.Count == 0)
        {
            return;
        }

        var (newest, other) = (secret.Newest, marked[random.Next(marked.Count)]);
        SetEnabled(known, secret, newest, enabled: false);
        var own = known.WithValue(newest.Value)?.Credential;
        var tags = random.Next(2) == 0 && Forgery.RotationOf(own?.DisplayName) is { } rotation ? forgery.Intent(known, rotation) : forgery.TagsOf(known, other, "Published");
        Change($"tag version {Short(newest)} of {secret.Name} in {vault} {Shown(tags)}", secret, () => newest.Tags = tags);
        if (own is not null && own != other && Secret(known.Wish.Vaults[0], known.Wish.PendingSecret) is { } pending && pending.Versions.LastOrDefault(version => version.Value == newest.Value) is { } stored)
        {
            Change($"tag its pending version {Short(stored)}", pending, () => stored.Tags = forgery.TagsOf(known, other, "Published"));
        }
    }

    private void WriteAgain(Case known, string vault, bool withLineBreak)
    {
        if (Secret(vault, known.Wish.Secret) is { } secret)
        {
            var version = withLineBreak ? secret.Newest : secret.Versions[random.Next(secret.Versions.Count)];
            var tags = random.Next(3) switch { 0 => new Dictionary<string, string>(), 1 => version.Tags, _ => secret.Newest.Tags };
            Write(vault, secret.Name, version.Value.TrimEnd('\n') + (withLineBreak ? "\n" : ""), tags);
        }
    }

    private void SetEnabled(Case known, VaultSecret secret, SecretVersion version, bool enabled)
    {
        known.PeopleActedAt = world.Time.Now;
        Change($"{(enabled ? "enable" : "disable")} version {Short(version)} of {secret.Name} in {secret.Vault}", secret, () => version.Enabled = enabled);
    }

    // Values are taken away from what was in use: before that an attack is one on people.
    private bool WasEverPublished(Case known) => known.WishedSlots.All(slot => slot.Secret?.Versions.Any(version => !world.Judge.IsOfOthers(version)) == true);

    private VaultSecret? Secret(string vault, string name) =>
        world.Engine.Truth.Vault(vault) is { ReadOnly: false } there && there.Secrets.GetValueOrDefault(name) is { DeletedAt: null } secret ? secret : null;

    private void Change(string what, VaultSecret secret, Action change)
    {
        if (Secret(secret.Vault, secret.Name) != secret)
        {
            return;
        }

        world.ByHand(what, () =>
        {
            var vault = world.Engine.Truth.Vault(secret.Vault)!;
            vault.History.Remember(vault, secret.Name, world.Time.Now);
            change();
            world.Engine.Truth.Touch(secret);
            world.Engine.Change(new WorldChange());
        });
    }

    private static Dictionary<string, string> With(Dictionary<string, string> tags, string name, string value)
    {
        tags[name] = value;
        return tags;
    }

    private static Dictionary<string, string> Without(Dictionary<string, string> tags, string name)
    {
        tags.Remove(name);
        return tags;
    }

    private static string Short(SecretVersion version) => version.Version[..8];

    private static string Shown(IReadOnlyDictionary<string, string> tags) => tags.Count == 0 ? "with nothing" : string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}"));
}
