using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Planning;

/// <summary>An application and its vaults as others may have made them, by a seed; what the planner decides is done, or fails, until it comes to rest, some times over.</summary>
internal sealed class HostileScene
{
    private const int MostDecisions = 500;

    private static readonly Uri[] Vaults = [World.Address("contoso-prod"), World.Address("ne")];
    private static readonly string?[] Hints = ["aaa", "aab", "bbb", "ccc", "ddd", null];
    private static readonly LogInAnswer[] Answers = Enum.GetValues<LogInAnswer>();

    private readonly Random _random;
    private readonly SortedDictionary<string, int> _decided;
    private readonly Policy _policy;
    private readonly Guid _appId = new("00000000-0000-0000-0000-0000000000aa");
    private readonly List<Credential> _credentials = [];
    private readonly Dictionary<Uri, List<SecretVersion>> _versions = [];
    private readonly List<SecretVersion> _pending = [];
    private readonly Dictionary<VersionAddress, ValueFingerprint?> _values = [];
    private Observation _seen;
    private DateTimeOffset _now = Scene.Now;
    private int _made;

    /// <param name="seed">What decides all that is left open.</param>
    /// <param name="decided">Counts what is decided.</param>
    public HostileScene(int seed, SortedDictionary<string, int> decided)
    {
        (_random, _decided) = (new Random(seed), decided);
        _policy = new Scene().Policy with
        {
            Vaults = [.. Vaults.Take(1 + _random.Next(2))],
            Adopt = Chance(3),
            Hold = Chance(8),
            SecretNameFromDisplayName = Chance(8),
            Verify = Chance(4) ? VerifyRule.None : VerifyRule.Default,
            GracePeriod = TimeSpan.FromHours(1 + _random.Next(72)),
        };
        for (var credentials = _random.Next(6); credentials > 0; credentials--)
        {
            AddCredential();
        }

        foreach (var vault in _policy.Vaults)
        {
            _versions[vault] = [];
            AddVersions(vault, _policy.Secret, _versions[vault]);
        }

        AddVersions(_policy.Vaults[0], _policy.PendingSecret, _pending);
        var rotation = _credentials.Find(credential => credential.Mark is not null)?.Mark?.RotationId;
        _seen = Look(Evidence.None) with
        {
            Request = Chance(4) ? new RotateRequest(_policy.Key, Chance(2)) : null,
            RequestedRotation = Chance(3) ? rotation : null,
            ClockIsSkewed = Chance(10),
        };
    }

    public void ComeToRest()
    {
        for (var passes = 0; passes < 3; passes++)
        {
            var (issues, decisions) = (0, 0);
            for (; ; decisions++)
            {
                Assert.True(decisions < MostDecisions, "The planner goes in a circle.");
                var decision = Planner.Decide(_policy, _seen);
                if (decision is Settled settled)
                {
                    Assert.True(Planner.RestsUntil(_policy, _seen, settled) is not { } until || until > _now);
                    Assert.Equal(_credentials.Count, Planner.Stages(_policy, _seen).Count);
                    Assert.Equal(_policy.Vaults.Count, Planner.Vaults(_policy, _seen).Count);
                    break;
                }

                issues += decision is Do { Act: IssueAct } ? 1 : 0;
                Assert.True(issues <= 1, "One pass issues twice.");
                Carry(decision);
            }

            _now += TimeSpan.FromSeconds(Math.Pow(10, _random.Next(1, 7)) * _random.NextDouble());
            _seen = Look(Evidence.None) with { Request = _seen.Request, RequestedRotation = _seen.RequestedRotation };
        }
    }

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Any<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private TimeSpan Ago() => TimeSpan.FromSeconds(_random.Next(6) switch
    {
        0 => _random.Next(120),
        1 => _random.Next(900),
        2 => _random.Next(4000),
        3 => _random.Next(800_000),
        _ => _random.Next(9_000_000),
    });

    private void AddCredential()
    {
        var ago = Ago();
        var rotation = Chance(6) ? new RotationId(HostileText.Guid(_random)) : NewRotation(Chance(5) ? Ago() : ago);
        var name = _random.Next(6) switch
        {
            0 => "by hand",
            1 => HostileText.DisplayName(_random),
            2 => CredentialMark.For("other", _policy.Secret, rotation).ToString(),
            _ => CredentialMark.For("contoso-prod", _policy.Secret, rotation).ToString(),
        };
        var start = Chance(10) ? Any([DateTimeOffset.MinValue, new DateTimeOffset(2290, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue]) : _now - ago;
        var end = Chance(6) ? Any([DateTimeOffset.MinValue, _now, DateTimeOffset.MaxValue]) : _now - ago + TimeSpan.FromDays(90);
        _credentials.Add(new Credential(new Guid(++_made, 0, 0, new byte[8]), name, start, end, Chance(2) ? $"x{_made:00}" : Any(Hints)));
    }

    private void AddVersions(Uri vault, string secret, List<SecretVersion> versions)
    {
        var made = Enumerable.Range(0, _random.Next(6)).Select(_ => _now - Ago()).Order().ToList();
        foreach (var at in made)
        {
            var version = new SecretVersion($"version-{++_made}", !Chance(4), at, null, Tags());
            versions.Add(version);
            var named = _credentials.Find(credential => credential.KeyId == version.Tags?.KeyId);
            var beginning = (Chance(3) ? Any(Hints) : named?.Fingerprint ?? (_credentials.Count > 0 ? Any(_credentials).Fingerprint : null)) ?? "zzz";
            _values[new VersionAddress(vault, secret, version.Version)] = Chance(12) ? null : new ValueFingerprint(Chance(20) ? "" : beginning, Chance(10), !Chance(3));
        }
    }

    private VersionTags? Tags()
    {
        if (Chance(3))
        {
            return Chance(2) ? null : VersionTags.TryRead(HostileText.Tags(_random));
        }

        var named = _credentials.Count > 0 && !Chance(6) ? Any(_credentials) : null;
        if (named?.Mark is { } announced && Chance(5))
        {
            return new VersionTags(announced.RotationId, _appId, Chance(2) ? VersionStage.Intent : VersionStage.Removing);
        }

        return new VersionTags(
            named?.Mark is { } mark && !Chance(6) ? mark.RotationId : NewRotation(Ago()),
            Chance(8) ? Guid.NewGuid() : _appId,
            (VersionStage)_random.Next(Enum.GetValues<VersionStage>().Length))
        {
            KeyId = Chance(6) ? null : named?.KeyId ?? Guid.NewGuid(),
            Grace = Chance(2) ? null : TimeSpan.FromSeconds(_random.Next(9_000_000)),
            ClosedAt = Chance(2) ? null : _now - Ago() + TimeSpan.FromDays(1),
            Vaults = Chance(3) ? [HostileText.Text(_random)] : ["contoso-prod"],
            Supersedes = [.. _credentials.Where(_ => Chance(2)).Select(credential => VersionTags.Abbreviate(credential.KeyId))],
            IsDamaged = Chance(6),
        };
    }

    private RotationId NewRotation(TimeSpan ago) => new(Guid.Parse($"{(_now - ago).ToUnixTimeMilliseconds():x12}7{++_made % 4096:x3}8000000000000000"));

    private Observation Look(Evidence evidence) => new(
        _now,
        new DirectoryApplication(_appId, new Guid("00000000-0000-0000-0000-0000000000bb"), "payments", Chance(8) ? "PersonalMicrosoftAccount" : "AzureADMyOrg", [.. _credentials]),
        [.. _policy.Vaults.Select(vault => Chance(20) ? new VaultObservation(vault) { Failure = new CallFailure(CallFailureKind.Forbidden, "No.") } : Shown(vault))],
        [.. _pending])
    {
        Evidence = evidence,
        Fingerprints = _seen?.Fingerprints ?? ImmutableDictionary<VersionAddress, ValueFingerprint?>.Empty,
        Holders = _seen?.Holders ?? ImmutableDictionary<Guid, DirectoryApplication?>.Empty,
        Sightings = new Sightings(Chance(2) ? Sightings.None.Absences : _versions.Values.SelectMany(versions => versions)
            .Select(version => version.Tags?.KeyId).OfType<Guid>().Distinct()
            .ToImmutableDictionary(keyId => keyId, _ => new Absence(_now - TimeSpan.FromMinutes(9), _now, 3))),
    };

    private VaultObservation Shown(Uri vault) => new(vault)
    {
        Versions = [.. _versions[vault]],
        Newest = _versions[vault] is [.., { Enabled: true } newest] ? newest : null,
        NewestIsDisabled = _versions[vault] is [.., { Enabled: false }],
    };

    private void Count(Decision decision)
    {
        var what = decision switch
        {
            Do { Act: RemoveAct { Step: Step.RemoveOrphan } } => "RemoveOrphan",
            Do { Act: RemoveAct { Credential.Mark: null } } => "adopted",
            Do { Act: RemoveAct remove } => remove.Reason.ToString(),
            Do { Act: TagAct } => "TagsChanged",
            Do { Act: var act } => act.Step.ToString(),
            _ => decision.GetType().Name,
        };
        _decided[what] = _decided.GetValueOrDefault(what) + 1;
    }

    private void Carry(Decision decision)
    {
        Count(decision);
        switch (decision)
        {
            case TryLogIn login:
                HostileJudge.MayTry(_seen, login.Version);
                var logIn = new LogInEvidence(new LogIn(Chance(3) ? Any(Answers) : LogInAnswer.Accepted, ""), _now, new Moment(_now, 0));
                _seen = _seen with { Evidence = _seen.Evidence.With(login.Version, logIn) };
                break;

            case ReadVersion read:
                Assert.True(_seen.IsUnread(read.Version));
                _seen = _seen with { Fingerprints = _seen.Fingerprints.SetItem(read.Version, _values[read.Version]) };
                break;

            case LookUpHolder lookUp:
                _seen = _seen with { Holders = _seen.Holders.Add(lookUp.AppId, Chance(2) ? null : _seen.Application with { AppId = lookUp.AppId }) };
                break;

            case MakePreflight:
                _seen = _seen with { Preflight = new PreflightFindings(null, DirectoryRight.Granted, CredentialRestrictions.None) };
                break;

            case Do { Act: var act }:
                HostileJudge.Judge(_policy, _seen, act);
                Act(act);
                break;
        }
    }

    private void Act(Act act)
    {
        if (Chance(4))
        {
            _seen = _seen with { Failures = _seen.Failures.Add(new StepFailure(act.Target, Reason.StaleCheck, "")) };
            return;
        }

        switch (act)
        {
            case RemoveAct remove:
                _credentials.RemoveAll(credential => credential.KeyId == remove.KeyId);
                remove.Tags.ToList().ForEach(write => Change(write.Version, version => version with { Tags = write.Tags }));
                break;

            case TidyAct tidy:
                Change(tidy.Version, version => version with { Enabled = false, Tags = tidy.Tags ?? version.Tags });
                break;

            case TagAct tag:
                Change(tag.Version, version => version with { Tags = tag.Tags });
                break;

            case PromoteAct promote:
                promote.Targets.ToList().ForEach(target => Publish(target.Vault, promote.Credential.Stored.Address, promote.Credential.Stored.Tags));
                break;

            case RepublishAct again:
                Publish(again.To.Vault, again.Source, again.SourceTags);
                break;

            case IssueAct:
                Issue();
                break;
        }

        _seen = _seen with
        {
            Application = _seen.Application with { Credentials = [.. _credentials] },
            Vaults = [.. _seen.Vaults.Select(vault => vault.Failure is null ? Shown(vault.Address) : vault)],
            Pending = [.. _pending],
        };
    }

    private void Issue()
    {
        var rotation = NewRotation(TimeSpan.Zero);
        var credential = new Credential(new Guid(++_made, 0, 0, new byte[8]), CredentialMark.For("contoso-prod", _policy.Secret, rotation).ToString(), _now, _now + _policy.Lifetime, $"n{_made % 100:00}");
        var version = new SecretVersion($"version-{++_made}", true, _now, null, new VersionTags(rotation, _appId, VersionStage.Pending) { KeyId = credential.KeyId });
        _credentials.Add(credential);
        _pending.Add(version);
        _values[new VersionAddress(_policy.Vaults[0], _policy.PendingSecret, version.Version)] = new ValueFingerprint(credential.Fingerprint!, false, true);
        _seen = _seen with { RequestedRotation = _seen.Request is null ? null : rotation };
    }

    private void Publish(Uri vault, VersionAddress source, VersionTags tags)
    {
        var version = new SecretVersion($"version-{++_made}", true, _now, null, tags with { Stage = VersionStage.Published });
        _versions[vault].Add(version);
        _values[new VersionAddress(vault, _policy.Secret, version.Version)] = _values[source];
    }

    private void Change(VersionAddress address, Func<SecretVersion, SecretVersion> change)
    {
        var versions = address.Secret == _policy.PendingSecret ? _pending : _versions[address.Vault];
        var at = versions.FindIndex(version => version.Version == address.Version);
        versions[at] = change(versions[at]);
    }
}
