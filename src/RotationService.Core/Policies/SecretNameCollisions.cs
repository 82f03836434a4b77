namespace RotationService.Core.Policies;

/// <summary>Finds the policies that would write to the same secret.</summary>
internal static class SecretNameCollisions
{
    /// <summary>
    /// Returns whether <see cref="Find"/> can find anything. That method holds all names at once, and in most fleets no
    /// two names are equal.
    /// </summary>
    /// <param name="policies">The policies.</param>
    /// <param name="count">The approximate number of policies.</param>
    public static bool MayExist(IEnumerable<Policy> policies, int count)
    {
        var places = new List<ulong>(count);
        foreach (var policy in policies.Where(policy => !SecretTemplate.IsTemplate(policy.Secret)))
        {
            if (policy.Secret.EndsWith(Policy.PendingSuffix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            places.AddRange(policy.Vaults.Select(vault => StableHash.OfPair(vault.Host, policy.Secret)));
        }

        places.Sort();
        return places.Zip(places.Skip(1)).Any(two => two.First == two.Second);
    }

    /// <summary>
    /// Returns the policies that would write to the same place. Secret names are compared without regard to case. Each
    /// pending secret is in the first vault of its policy, beside the published ones.
    /// </summary>
    /// <remarks>Templates are skipped, because their result is not known before they are filled in.</remarks>
    public static IEnumerable<PolicyFinding> Find(IReadOnlyList<Policy> policies)
    {
        var published = new Dictionary<(string Vault, string Name), int>(policies.Count);
        var pending = new Dictionary<(string Vault, string Name), int>();

        // A name can only collide with a pending name if some name has the pending suffix.
        var someEndAlike = policies.Any(policy =>
            policy.Secret.EndsWith(Policy.PendingSuffix, StringComparison.OrdinalIgnoreCase));
        for (var index = 0; index < policies.Count && someEndAlike; index++)
        {
            if (policies[index].Vaults.Count > 0 && !SecretTemplate.IsTemplate(policies[index].Secret))
            {
                pending.TryAdd(Place(policies[index].Vaults[0], policies[index].PendingSecret), index);
            }
        }

        for (var index = 0; index < policies.Count; index++)
        {
            var policy = policies[index];
            var isReported = SecretTemplate.IsTemplate(policy.Secret);
            foreach (var vault in isReported ? [] : policy.Vaults)
            {
                var place = Place(vault, policy.Secret);
                var isFree = published.TryAdd(place, index);
                if (isReported)
                {
                    continue;
                }

                if (!isFree && published[place] != index)
                {
                    isReported = true;
                    yield return Collision(
                        index,
                        published[place],
                        $"another policy uses the secret \"{policy.Secret}\" in {vault.Host}, too (names are compared "
                        + "without regard to case); write another name");
                }
                else if (pending.TryGetValue(place, out var other) && other != index)
                {
                    isReported = true;
                    yield return Collision(
                        index,
                        other,
                        $"another policy stores its unverified values in the secret \"{policy.Secret}\" in "
                        + $"{vault.Host} (the name of its secret with \"{Policy.PendingSuffix}\" appended); write "
                        + "another name");
                }
            }
        }
    }

    private static PolicyFinding Collision(int index, int other, string message) =>
        new(index, [PolicyField.Secret, PolicyField.Vaults], message) { CollidesWith = other };

    private static (string Vault, string Name) Place(Uri vault, string name) => (vault.Host, name.ToLowerInvariant());
}
