namespace Newsletter.Dispatcher.Relays;

/// <summary>How many connections each relay should have. Pure.</summary>
internal static class RelayShares
{
    /// <summary>
    /// Parts the connections by weight among the relays that serve (largest remainder). Each of them gets one at least,
    /// as long as there are enough; otherwise the heaviest do. A relay that does not serve gets none.
    /// </summary>
    /// <param name="weights">One a relay, from 1.</param>
    /// <param name="serving">Which relays mail can be handed to now.</param>
    public static int[] Of(IReadOnlyList<int> weights, IReadOnlyList<bool> serving, int connections)
    {
        var shares = new int[weights.Count];
        // The heaviest first; of equals the first in the settings.
        int[] relays =
        [
            .. Enumerable
                .Range(0, weights.Count)
                .Where(relay => serving[relay])
                .OrderByDescending(relay => weights[relay]),
        ];
        if (connections <= relays.Length)
        {
            foreach (var relay in relays.Take(connections))
            {
                shares[relay] = 1;
            }

            return shares;
        }

        var total = relays.Sum(relay => (long)weights[relay]);
        foreach (var relay in relays)
        {
            shares[relay] = (int)((long)connections * weights[relay] / total);
        }

        foreach (
            var relay in relays
                .OrderByDescending(relay => (long)connections * weights[relay] % total)
                .Take(connections - shares.Sum())
                .ToList()
        )
        {
            shares[relay]++;
        }

        foreach (var relay in relays.Where(relay => shares[relay] == 0))
        {
            shares[relays.MaxBy(other => shares[other])]--;
            shares[relay]++;
        }

        return shares;
    }
}
