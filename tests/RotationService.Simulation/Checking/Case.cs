using System.Security.Cryptography;
using System.Text;
using RotationService.Sandbox.State;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <summary>What the judge knows of one application.</summary>
internal sealed class Case(DirectoryEntry entry)
{
    private readonly List<(DateTimeOffset Since, Wish Wish)> _wishes = [];

    public DirectoryEntry Entry => entry;

    /// <summary>What people want for it now; the last they wanted, if they want nothing any more.</summary>
    public Wish Wish => _wishes[^1].Wish;

    /// <summary>Every credential it ever had.</summary>
    public List<CredentialFacts> Credentials { get; } = [];

    /// <summary>Every place where programs may read its secret, those of earlier wishes included.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>How many credentials the service has issued for it.</summary>
    public int Issued { get; set; }

    /// <summary>How many versions of its secrets the service has written, the pending ones included.</summary>
    public int Written { get; set; }

    /// <summary>How often others wrote a version of its secrets, or changed one.</summary>
    public int WrittenByOthers { get; set; }

    /// <summary>How often something went wrong with a request about it.</summary>
    public int Disturbances { get; set; }

    /// <summary>How often people wanted something else for it.</summary>
    public int Wanted => _wishes.Count;

    /// <summary>Since when more credentials of ours have lived than a rotation needs; null if no more do.</summary>
    public DateTimeOffset? CrowdedSince { get; set; }

    /// <summary>When people did something to it last.</summary>
    public DateTimeOffset PeopleActedAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>When people did something to the secret that holds its unproven values.</summary>
    public DateTimeOffset PendingTouchedAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The places that the wish names.</summary>
    public IEnumerable<Slot> WishedSlots => SlotsOf(Wish);

    /// <summary>Whether a credential bears the service's mark, with one of the vaults and the secret name that are wished for.</summary>
    public bool IsOurs(Credential credential) => IsOurs(credential, Wish);

    /// <summary>Whether people have given a credential into the service's hands: by what they want now, or by what they wanted when a process read it.</summary>
    public bool IsEntrusted(Credential credential, DateTimeOffset readAt) =>
        _wishes.Skip(Math.Max(0, _wishes.FindLastIndex(wish => wish.Since <= readAt))).Any(wish => wish.Wish.Adopt || IsOurs(credential, wish.Wish));

    /// <summary>What people wanted when a process read it, which it goes by until it reads it again.</summary>
    public Wish WishReadAt(DateTimeOffset readAt) => _wishes[Math.Max(0, _wishes.FindLastIndex(wish => wish.Since <= readAt))].Wish;

    /// <summary>The places that a wish names.</summary>
    public IEnumerable<Slot> SlotsOf(Wish wish) => Slots.Where(slot => wish.Secret == slot.Name && wish.Vaults.Contains(slot.Vault));

    /// <summary>People want something else.</summary>
    public void Want(Wish wish, DateTimeOffset now)
    {
        if (_wishes.Count == 0 || Wish != wish)
        {
            if (_wishes.Count > 0 && Wish.Hold && !wish.Hold)
            {
                // What was held is retired from now on, not in the past.
                PeopleActedAt = now;
            }

            _wishes.Add((now, wish));
            foreach (var facts in Credentials.Where(facts => facts.IsOwedByPolicyAlone && facts.OwedUntil > facts.CeasedAt + wish.Grace))
            {
                facts.OwedUntil = facts.CeasedAt + wish.Grace;
                Slots.ForEach(slot => slot.OweNoLongerThan(facts.Credential.SecretText, facts.OwedUntil!.Value));
            }
        }
    }

    public CredentialFacts? WithValue(string value) => Credentials.FindLast(facts => facts.Credential.SecretText == value);

    public Slot SlotOf(string vault, string name)
    {
        if (Slots.Find(slot => slot.Vault == vault && slot.Name == name) is not { } slot)
        {
            Slots.Add(slot = new Slot(vault, name));
        }

        return slot;
    }

    /// <summary>Whether a credential bears the service's mark for anything that was ever wished for.</summary>
    public bool WasEverOurs(Credential credential) => _wishes.Exists(wish => IsOurs(credential, wish.Wish));

    private static bool IsOurs(Credential credential, Wish wish) =>
        credential.DisplayName?.Split('/') is ["rotation-service", var vault, var hash, _] && wish.Vaults.Contains(vault) && hash == HashOf(wish.Secret);

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret.ToLowerInvariant())))[..8];
}
