using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Compares a ledger with the messages that a server really accepted. The server records a message before it answers,
/// so where the two differ the ledger is wrong.
/// </summary>
internal static class Judge
{
    /// <param name="accepted">Every message that the server answered with 2yz.</param>
    public static async Task<Verdict> OfAsync(string database, IEnumerable<SmtpMessage> accepted, long dispatch = 1)
    {
        var ledger = new LedgerFile(database);
        var isOver = await ledger.StateAsync(dispatch) is not "sending";
        var rows = (await ledger.RowsAsync(dispatch)).ToDictionary(row => row.Email, StringComparer.Ordinal);
        var copies = accepted
            .SelectMany(message => message.Recipients.Select(recipient => (recipient, message.Raw)))
            .ToLookup(copy => copy.recipient, copy => copy.Raw, StringComparer.Ordinal);

        return new Verdict
        {
            Frozen = await ledger.FrozenAsync(dispatch),
            Rows = rows.Count,
            States = rows
                .Values.CountBy(row => row.State)
                .OrderBy(state => state.Key, StringComparer.Ordinal)
                .ToDictionary(),
            Accepted = copies.Sum(copy => copy.Count()),
            Lost =
            [
                .. rows
                    .Values.Where(row =>
                        !copies.Contains(row.Email) && (row.State is "sent" || (isOver && IsOpen(row)))
                    )
                    .Select(row => row.Email),
            ],
            Duplicates = copies.Sum(copy => copy.Count() - 1),
            Wrong = [.. Wrong(rows, copies)],
            Resends = rows.Values.Sum(row => row.Resends),
            Integrity = await ledger.IntegrityAsync(),
        };
    }

    private static bool IsOpen(LedgerFile.Row row) => row.State is "pending" or "sending" or "deferred";

    private static IEnumerable<string> Wrong(Dictionary<string, LedgerFile.Row> rows, ILookup<string, byte[]> copies)
    {
        foreach (var copy in copies)
        {
            // A delivery that was sent again may have any outcome: its first copy was accepted without our knowing.
            if (!rows.TryGetValue(copy.Key, out var row))
            {
                yield return $"{copy.Key}: accepted, but not in the ledger";
            }
            else if (row is { Resends: 0, State: not ("sent" or "sending" or "uncertain") })
            {
                yield return $"{copy.Key}: accepted, but {row.State} in the ledger";
            }

            if (copy.Any(raw => !raw.AsSpan().SequenceEqual(copy.First())))
            {
                yield return $"{copy.Key}: its copies differ";
            }
        }

        foreach (var row in rows.Values.Where(row => row.Resends > 1))
        {
            yield return $"{row.Email}: sent again {row.Resends} times";
        }
    }
}
