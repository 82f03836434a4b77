using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>What people change in the policy file, while rotations are under way or not.</summary>
internal sealed class Edits(SimulatedWorld world, Random random)
{
    private readonly List<Wish> _takenOut = [];
    private int _names;

    public void Make(EditKind kind)
    {
        if (world.Wishes.Count == 0)
        {
            return;
        }

        var wish = world.Wishes[random.Next(world.Wishes.Count)];
        if (wish.Application.SignInAudience != "AzureADMyOrg" && kind is EditKind.SecretName or EditKind.ClaimTwice or EditKind.Vaults or EditKind.Adopt or EditKind.Hold)
        {
            // It may have two credentials only: what another name leaves behind would block it until people remove it.
            return;
        }

        if (world.Party?.Attacks(wish.Application.AppId) == true)
        {
            // Its people have enough to do.
            return;
        }

        if (kind is EditKind.ClaimTwice or EditKind.Group && world.Wishes.Count(other => other.Application.AppId == wish.Application.AppId) > 1)
        {
            // A file in which one name is there twice, or one application under two overrides, is refused: that is another edit.
            return;
        }

        world.Transcript.Note("people", $"edit {kind} of {wish.Name}");
        var others = world.Wishes.Where(other => other != wish);
        switch (kind)
        {
            case EditKind.TakeOut:
                _takenOut.Add(wish);
                world.Want([.. others]);
                world.Time.At(world.Time.Now + TimeSpan.FromHours(random.Next(24 * 6)), PutBack);
                break;
            case EditKind.Broken:
                world.BreakPolicyFile();
                world.Time.At(world.Time.Now + TimeSpan.FromHours(random.Next(24 * 4)), () => world.Want(world.Wishes));
                break;
            case EditKind.ClaimTwice:
                var second = wish with { InGroup = false, Name = $"{wish.Name}-again", Secret = $"{wish.Secret}-again" };
                world.Want([.. world.Wishes, second]);
                world.Time.At(world.Time.Now + TimeSpan.FromHours(random.Next(24 * 6)), () => world.Want([.. world.Wishes.DistinctBy(there => there.Application.AppId)]));
                break;
            default:
                world.Want([Edited(wish, kind), .. others]);
                break;
        }
    }

    /// <summary>Policies that were taken out are back, none is claimed twice, and nothing is held.</summary>
    public void PutRight()
    {
        PutBack();
        world.Want([.. world.Wishes.DistinctBy(wish => wish.Application.AppId).Select(wish => wish with { Hold = false })]);
    }

    private void PutBack()
    {
        if (_takenOut.Count > 0)
        {
            world.Want([.. world.Wishes, .. _takenOut.Where(wish => !world.Wishes.Any(there => there.Application.AppId == wish.Application.AppId))]);
            _takenOut.Clear();
        }
    }

    private Wish Edited(Wish wish, EditKind kind) => kind switch
    {
        EditKind.Grace => Wishes.WithGrace(wish, random),
        EditKind.Lifetime => Wishes.WithPeriod(wish, random),
        EditKind.Hold => wish with { Hold = !wish.Hold },
        EditKind.Adopt => wish with { Adopt = !wish.Adopt },
        EditKind.Window => wish with { Window = wish.Window is null ? Wishes.DrawWindow(random) : null },
        EditKind.Group => wish with { InGroup = !wish.InGroup },
        EditKind.PolicyName => wish with { InGroup = false, Name = $"{wish.Application.DisplayName}-{++_names}" },
        EditKind.SecretName => wish with { Secret = $"{wish.Application.DisplayName}-secret-{++_names}" },
        EditKind.Vaults => wish with { Vaults = wish.Vaults.Count == 2 ? [wish.Vaults[random.Next(2)]] : [.. wish.Vaults, wish.Vaults[0] == "contoso-we" ? "contoso-ne" : "contoso-we"] },
        _ => throw new InvalidOperationException($"Nobody makes the edit {kind} so."),
    };
}
