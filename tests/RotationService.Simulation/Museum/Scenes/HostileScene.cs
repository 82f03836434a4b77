using RotationService.Sandbox;
using RotationService.Sandbox.Control;
using RotationService.Simulation.Checking;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Scenes;

/// <summary>Scenes with somebody in them who writes what is not so.</summary>
internal static class HostileScene
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(14);
    private static readonly TimeSpan AfterExpiry = TimeSpan.FromHours(46);
    private static readonly TimeSpan Thereafter = TimeSpan.FromHours(16);

    /// <summary>A person's credential is named by the tags of a pending version that nobody can read.</summary>
    public static Violation? CredentialNamedByTags(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Values);
        stage.PlayUntil(TimeSpan.FromHours(3));
        WritePending(stage, "nothing of use", enabled: false, stage.Application.Credentials[0].KeyId, "Closed");
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>A person's value is written where the unproven values are.</summary>
    public static Violation? ValueAmongPending(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Values);
        stage.PlayUntil(TimeSpan.FromHours(3));
        WritePending(stage, stage.Application.Credentials[0].SecretText, enabled: true, stage.Application.Credentials[0].KeyId, "Pending");
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>A person adds a credential after a rotation, under a policy that adopts.</summary>
    public static Violation? AddedAfterRotation(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Tags, wish => wish with { Adopt = true });
        stage.PlayUntil(TimeSpan.FromHours(3));
        stage.World.ByHand("add a credential", () => stage.World.Engine.Change(new WorldChange { Applications = [new ApplicationChange(stage.Application.AppId, AddSecret: new AddedSecret("by hand", TimeSpan.FromDays(100)))] }));
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>The name held somebody else's value before it held this application's.</summary>
    public static Violation? NameThatWasOthers(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed);
        stage.World.Engine.SetSecret("contoso-we", stage.Wish.Secret, "Tr0ub4dor of a database");
        stage.World.Engine.SetSecret("contoso-we", stage.Wish.Secret, stage.Application.Credentials[0].SecretText);
        Begin(stage, Right.ForeignName);
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>Nothing happens but that somebody may set the dates of a service.</summary>
    public static Violation? DatesOfOneService(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Date);
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>Nothing happens but that somebody may write tags.</summary>
    public static Violation? TagsOfOthers(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Tags);
        stage.PlayUntil(Thereafter);
        return stage.Close(LongEnough);
    }

    /// <summary>Every version of the secret says that nothing was promised to those who read it.</summary>
    public static Violation? GraceTakenAway(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed) { Interval = TimeSpan.FromMinutes(30) };
        Begin(stage, Right.Tags);
        for (var at = TimeSpan.FromHours(3); at < Thereafter; at += TimeSpan.FromMinutes(10))
        {
            stage.PlayUntil(at);
            foreach (var version in stage.World.Engine.Truth.Vault("contoso-we")!.Secrets[stage.Wish.Secret].Versions)
            {
                version.Tags = new Dictionary<string, string>(version.Tags, StringComparer.Ordinal) { ["grace"] = "0" };
            }
        }

        return stage.Close(LongEnough);
    }

    /// <summary>Somebody registers an application of the same name, with the group's tag, that the service may not change.</summary>
    public static Violation? NeighbourOfTheSameName(WorldOptions options, int seed)
    {
        using var stage = Open(options, seed, Right.Neighbour);
        stage.PlayUntil(TimeSpan.FromHours(3));
        stage.World.ByHand("register another", () => stage.World.Engine.AddApplication(new NewApplication
        {
            DisplayName = stage.Application.DisplayName,
            Tags = [WishedFile.Tag],
            Owned = false,
            Credentials = [new NewCredential { DisplayName = "by hand" }],
        }));
        stage.PlayUntil(AfterExpiry);
        return stage.Close(LongEnough);
    }

    private static Stage Open(WorldOptions options, int seed, Right right, Func<Wish, Wish>? with = null)
    {
        var stage = new Stage(options, seed, with: with);
        Begin(stage, right);
        return stage;
    }

    // The party does nothing but what the scene has it do; the judge knows what it might.
    private static void Begin(Stage stage, Right right)
    {
        stage.World.Party = new HostileParty(stage.World, seed: 1, new HashSet<Right> { right }, right is Right.Values ? [stage.Application.AppId] : []);
        stage.Open();
        stage.AddMachine();
    }

    // Without `managed-by`, so that a service that reads its own tags only has nothing to do with it.
    private static void WritePending(Stage stage, string value, bool enabled, Guid keyId, string says) =>
        stage.World.ByHand("write a pending version", () => stage.World.Engine.SetSecret("contoso-we", stage.Wish.PendingSecret, value, new Dictionary<string, string>
        {
            ["key-id"] = keyId.ToString(),
            ["app-id"] = stage.Application.AppId.ToString(),
            ["stage"] = says,
        }, enabled: enabled));
}
