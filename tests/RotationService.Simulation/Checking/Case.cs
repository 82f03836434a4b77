using System.Security.Cryptography;
using System.Text;
using RotationService.Sandbox.State;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Checking;

/// <summary>What the judge knows of one application.</summary>
internal sealed class Case(DirectoryEntry entry)
{
    public DirectoryEntry Entry => entry;

    /// <summary>What people want for it now; the last they wanted, if they want nothing any more.</summary>
    public required Wish Wish { get; set; }

    /// <summary>Every credential it ever had.</summary>
    public List<CredentialFacts> Credentials { get; } = [];

    /// <summary>Every place where programs may read its secret, those of earlier wishes included.</summary>
    public List<Slot> Slots { get; } = [];

    /// <summary>When people did something to it last.</summary>
    public DateTimeOffset PeopleActedAt { get; set; } = DateTimeOffset.MinValue;

    /// <summary>The places that the wish names.</summary>
    public IEnumerable<Slot> WishedSlots => Slots.Where(slot => Wish.Secret == slot.Name && Wish.Vaults.Contains(slot.Vault));

    /// <summary>Whether a credential bears the service's mark, with one of the vaults and the secret name that are wished for.</summary>
    public bool IsOurs(Credential credential) =>
        credential.DisplayName?.Split('/') is ["rotation-service", var vault, var hash, _] && Wish.Vaults.Contains(vault) && hash == HashOf(Wish.Secret);

    public CredentialFacts? WithValue(string value) => Credentials.FindLast(facts => facts.Credential.SecretText == value);

    public Slot SlotOf(string vault, string name)
    {
        if (Slots.Find(slot => slot.Vault == vault && slot.Name == name) is not { } slot)
        {
            Slots.Add(slot = new Slot(vault, name));
        }

        return slot;
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret.ToLowerInvariant())))[..8];
}
