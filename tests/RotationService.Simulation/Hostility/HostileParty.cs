using RotationService.Sandbox.Control;
using RotationService.Sandbox.State;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Hostility;

/// <summary>Somebody who writes what the service reads, at random, wherever they have the right to; in campaigns of days, and never after the last of them.</summary>
internal sealed class HostileParty
{
    /// <summary>How often each right is used in a campaign, for one application.</summary>
    private static readonly IReadOnlyDictionary<Right, int> Uses = new Dictionary<Right, int>
    {
        [Right.Tags] = 14,
        [Right.TagScript] = 8,
        [Right.Values] = 12,
        [Right.Toggle] = 8,
        [Right.Blind] = 8,
        [Right.Flood] = 40,
        [Right.Restore] = 5,
        [Right.NewLine] = 3,
        [Right.Owner] = 6,
        [Right.Remover] = 3,
        [Right.Neighbour] = 2,
        [Right.MarkedNeighbour] = 2,
        [Right.Date] = 4,
        [Right.LongDate] = 1,
        [Right.NoLogIn] = 1,
        [Right.NoIssue] = 1,
    };

    private const string OwnedBy = "Application.ReadWrite.OwnedBy";

    private readonly SimulatedWorld _world;
    private readonly Random _random;
    private readonly IReadOnlySet<Guid> _attacked;
    private readonly List<(DateTimeOffset From, DateTimeOffset Until)> _campaigns = [];
    private readonly Dictionary<Case, int> _issuedBefore = [];
    private readonly VaultDeeds _vaults;
    private readonly DirectoryDeeds _directory;
    private readonly SpoiltAnswers _answers;

    /// <summary>A party that is about to begin.</summary>
    /// <param name="world">The world it acts in.</param>
    /// <param name="seed">Decides all that it does.</param>
    /// <param name="rights">What it may do.</param>
    /// <param name="attacked">The applications whose secrets it may write.</param>
    public HostileParty(SimulatedWorld world, int seed, IReadOnlySet<Right> rights, IEnumerable<Guid> attacked)
    {
        (_world, _random, Rights, _attacked) = (world, new Random(seed), rights, attacked.ToHashSet());
        var forgery = new Forgery(world, _random);
        _vaults = new VaultDeeds(world, _random, forgery);
        _directory = new DirectoryDeeds(world, _random, forgery, _vaults);
        _answers = new SpoiltAnswers(world, _random);
        if (rights.Contains(Right.Collision))
        {
            world.Engine.Truth.Generator.HintLetters = "AB";
        }

        world.Transcript.Note("party", $"may use {string.Join(", ", Hostility.Rights.ByName.Where(right => rights.Contains(right.Value)).Select(right => right.Key))} against {string.Join(", ", _attacked.Select(appId => world.Engine.FindApplication(appId)?.DisplayName))}");
    }

    public IReadOnlySet<Right> Rights { get; }

    /// <summary>Whether it may change what programs read, and so deprive them of it.</summary>
    public bool ReachesValues => Hostility.Rights.ReachValues(Rights);

    /// <summary>Whether it is at work.</summary>
    public bool IsActing => _campaigns.Exists(campaign => campaign.From <= _world.Time.Now && _world.Time.Now < campaign.Until);

    /// <summary>Whether it writes, or has written, the secrets of an application.</summary>
    public bool Attacks(Guid appId) => _attacked.Contains(appId);

    /// <summary>Whether it was at work at any moment of a time.</summary>
    public bool WasActing(DateTimeOffset from, DateTimeOffset until) => _campaigns.Exists(campaign => campaign.From <= until && from <= campaign.Until);

    /// <summary>It will be at work for some time.</summary>
    public void Plan(DateTimeOffset from, TimeSpan length)
    {
        _campaigns.Add((from, from + length));
        foreach (var right in Enum.GetValues<Right>().Where(right => Rights.Contains(right) && Uses.ContainsKey(right)))
        {
            foreach (var _ in Enumerable.Range(0, Uses[right] * (right is Right.Date or Right.LongDate or Right.NoLogIn or Right.NoIssue ? 1 : _attacked.Count)))
            {
                _world.Time.At(from + (length * _random.NextDouble()), () => Use(right));
            }
        }

        _world.Time.At(from, Begin);
        _world.Time.At(from + length, () => Rest(length));
    }

    /// <summary>A process has written a version: it may be changed at once.</summary>
    public void Sees(Guid appId, VaultSecret secret, SecretVersion version)
    {
        if (!IsActing || !Attacks(appId))
        {
            return;
        }

        if (Rights.Contains(Right.TagEvents))
        {
            _world.Time.At(_world.Time.Now + (TimeSpan.FromMinutes(3) * _random.NextDouble()), () => _vaults.ReplaceTags(secret, version));
        }

        Right[] hot = [.. Rights.Where(right => right is Right.Tags or Right.Values or Right.Toggle or Right.Blind).Order()];
        if (hot.Length > 0 && _random.Next(10) < 3)
        {
            var right = hot[_random.Next(hot.Length)];
            var within = TimeSpan.FromMinutes(_random.Next(2) == 0 ? 3 : 30);
            _world.Time.At(_world.Time.Now + (within * _random.NextDouble()), () => Use(right));
        }
    }

    /// <summary>What becomes of an answer on its way to a process.</summary>
    public HttpResponseMessage Answered(Request asked, HttpResponseMessage answer)
    {
        if (Rights.Contains(Right.NoHint))
        {
            SpoiltAnswers.TakeHints(asked, answer);
        }

        _answers.SetDate(asked, answer);
        return answer;
    }

    private void Use(Right right)
    {
        if (!IsActing)
        {
            return;
        }

        var wishes = _world.Wishes.Where(wish => Attacks(wish.Application.AppId)).ToList();
        if (wishes.Count == 0)
        {
            return;
        }

        var wish = wishes[_random.Next(wishes.Count)];
        switch (right)
        {
            case Right.Owner or Right.Remover or Right.Neighbour or Right.MarkedNeighbour:
                _directory.Do(right, wish);
                break;
            case Right.Date or Right.LongDate:
                _answers.Do(right);
                break;
            case Right.NoLogIn:
                Change("nothing new works", new WorldChange { Usability = new UsabilityChange(TimeSpan.FromDays(4000), Sporadic: false) });
                break;
            case Right.NoIssue:
                Change("the directory refuses new passwords", new WorldChange
                {
                    Permissions = new PermissionsChange([OwnedBy]),
                    AppManagementPolicy = new PolicyChange(IsEnabled: true, PasswordAddition: true),
                });
                break;
            default:
                _vaults.Do(right, wish);
                break;
        }
    }

    private void Begin()
    {
        _world.Transcript.Note("party", "goes to work");
        foreach (var known in _world.Judge.Cases)
        {
            _issuedBefore[known] = known.Issued;
        }
    }

    private void Rest(TimeSpan length)
    {
        _world.Transcript.Note("party", "rests");
        _answers.PutRight();
        if (Rights.Contains(Right.NoLogIn))
        {
            _world.Judge.JudgeAttempts(_issuedBefore, length);
            Change("what is new works again", new WorldChange { Usability = new UsabilityChange(TimeSpan.Zero, Sporadic: false) });
        }

        if (Rights.Contains(Right.NoIssue))
        {
            Change("the directory takes new passwords again", new WorldChange
            {
                Permissions = new PermissionsChange([OwnedBy, "Policy.Read.All"]),
                AppManagementPolicy = new PolicyChange(IsEnabled: false, PasswordAddition: false),
            });
        }
    }

    private void Change(string what, WorldChange change) => _world.ByHand(what, () => _world.Engine.Change(change));
}
