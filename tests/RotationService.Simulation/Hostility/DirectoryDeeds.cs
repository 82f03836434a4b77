using RotationService.Sandbox;
using RotationService.Sandbox.Control;
using RotationService.Sandbox.State;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>What owners of an application, and those who may register others, can do in Entra.</summary>
internal sealed class DirectoryDeeds(SimulatedWorld world, Random random, Forgery forgery, VaultDeeds vaults)
{
    private const int MostCredentials = 20;

    // ESC, a line break and U+202E among them: what a display name may hold.
    private static readonly string[] Names = ["app-evil\u001b[2J", "app-\u202Elive", "app-one\ntwo", "app-$(reboot)"];

    private static readonly DateTimeOffset FarAhead = new(2290, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private int _registered;

    /// <summary>Uses a right.</summary>
    public void Do(Right right, Wish wish)
    {
        var known = world.Judge.CaseOf(wish.Application.AppId);
        switch (right)
        {
            case Right.Owner:
                AddForged(known);
                break;
            case Right.Remover:
                AddOrRemove(known);
                break;
            default:
                Register(wish, isMarked: right is Right.MarkedNeighbour);
                break;
        }
    }

    private void AddForged(Case known)
    {
        var now = world.Time.Now;
        if (known.Entry.LiveCredentials(now).Count() >= MostCredentials)
        {
            return;
        }

        var marked = Forgery.Marked(known).ToList();
        var mark = random.Next(10) switch
        {
            < 3 when marked.Count > 0 => marked[random.Next(marked.Count)].DisplayName,
            < 5 => Forgery.Mark(known.Wish, forgery.RotationId(known)),
            < 6 => Forgery.Mark(known.Wish with { Secret = "elsewhere" }, forgery.RotationAt(now - TimeSpan.FromDays(1))),
            _ => null,
        };
        var start = random.Next(6) switch { 0 => FarAhead, < 3 => now - (known.Wish.Lifetime * random.NextDouble()), _ => now };
        var end = (start > now ? start : now) + (known.Wish.Lifetime * (random.Next(3) switch { 0 => 0.4, 1 => 0.7, _ => 5 }));
        var added = Add(known, mark, start, end);
        if (random.Next(10) < 3)
        {
            var name = random.Next(2) == 0 ? known.Wish.Secret : known.Wish.PendingSecret;
            vaults.Write(known.Wish.Vaults[random.Next(known.Wish.Vaults.Count)], name, added.SecretText, random.Next(10) < 7 ? forgery.TagsOf(known, added, "Published") : new Dictionary<string, string>());
        }
    }

    private void AddOrRemove(Case known)
    {
        var live = known.Entry.LiveCredentials(world.Time.Now).ToList();
        if (random.Next(2) == 0 && live.Count < MostCredentials)
        {
            Add(known, null, world.Time.Now, world.Time.Now + (known.Wish.Lifetime * 5));
        }
        else if (live.Count > 0)
        {
            var gone = live[random.Next(live.Count)];
            known.PeopleActedAt = world.Time.Now;
            world.ByHand($"remove credential {gone.KeyId} of {known.Wish.Name}", () => world.Engine.Change(new WorldChange { Applications = [new ApplicationChange(known.Entry.AppId, RemoveSecret: gone.KeyId)] }));
        }
    }

    private Credential Add(Case known, string? mark, DateTimeOffset start, DateTimeOffset end)
    {
        Credential? added = null;
        world.ByHand($"add a credential to {known.Wish.Name}, named {mark}, from {start:s} to {end:s}", () =>
        {
            added = world.Engine.Truth.Issue(known.Entry, mark, start, end, world.Time.Now, startDefaulted: true);
            world.Engine.Truth.Touch(known.Entry);
            world.Engine.Change(new WorldChange());
        });
        return added!;
    }

    // It has the group's tag, and the name of one that is in the group or one that is made to do harm where it is shown.
    private void Register(Wish attacked, bool isMarked)
    {
        var members = world.Wishes.Where(wish => wish.InGroup && !wish.IsServicePrincipal).ToList();
        var wish = members.Count > 0 ? members[random.Next(members.Count)] : attacked;
        var name = random.Next(3) == 0 ? Names[random.Next(Names.Length)] : wish.Application.DisplayName;
        var mark = isMarked ? Forgery.Mark(wish, forgery.RotationId(world.Judge.CaseOf(wish.Application.AppId))) : "by hand";
        world.ByHand($"register an application named like {wish.Name}, with a credential named {mark}", () => world.Engine.AddApplication(new NewApplication
        {
            DisplayName = ++_registered % 2 == 0 ? name : wish.Application.DisplayName,
            TenantId = wish.Application.TenantId,
            Tags = [WishedFile.Tag],
            Owned = false,
            Credentials = [new NewCredential { DisplayName = mark, StartsAgo = TimeSpan.Zero }],
        }));
    }
}
