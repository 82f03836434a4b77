using System.Collections.Immutable;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>A stored credential that may be published: the only thing that can be promoted.</summary>
/// <remarks>There are two kinds: <see cref="ProvenCredential"/> and, where the policy says <c>verify: none</c>, <see cref="UnprovenCredential"/>.</remarks>
public abstract record PublishableCredential
{
    private protected PublishableCredential(StoredCredential stored) => Stored = stored;

    /// <summary>The stored credential.</summary>
    public StoredCredential Stored { get; }
}

/// <summary>A stored credential that has logged in as often, and over as long, as its policy asks.</summary>
public sealed record ProvenCredential : PublishableCredential
{
    private ProvenCredential(StoredCredential stored, LogInEvidence lastLogIn)
        : base(stored) => LastLogIn = lastLogIn;

    /// <summary>The last of the log-ins; publishing must follow within <see cref="Evidence.Freshness"/>.</summary>
    public LogInEvidence LastLogIn { get; }

    /// <summary>The proof; null while the log-ins do not amount to one.</summary>
    /// <param name="stored">The credential.</param>
    /// <param name="successes">Its log-ins in a row that succeeded.</param>
    /// <param name="rule">The policy's rule.</param>
    public static ProvenCredential? From(StoredCredential stored, ImmutableList<LogInEvidence> successes, VerifyRule rule)
    {
        var counted = successes.Where(logIn => logIn.At >= stored.StoredAt + rule.Settle).ToList();
        return rule.LogsIn && counted.Count >= rule.Consecutive && counted[^1].At - counted[0].At >= rule.Over
            ? new ProvenCredential(stored, counted[^1])
            : null;
    }
}

/// <summary>A stored credential of a policy that says <c>verify: none</c>, after its settling time. Nobody has seen it log in.</summary>
public sealed record UnprovenCredential : PublishableCredential
{
    private UnprovenCredential(StoredCredential stored)
        : base(stored)
    {
    }

    /// <summary>The credential; null while it settles, or if the policy asks for proof.</summary>
    public static UnprovenCredential? From(StoredCredential stored, VerifyRule rule, DateTimeOffset now) =>
        !rule.LogsIn && now >= stored.StoredAt + rule.Settle ? new UnprovenCredential(stored) : null;
}
