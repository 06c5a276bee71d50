using Newsletter.Dispatcher.Tests.Support.Smtp;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>
/// Holds a ledger against what a server really took. The server writes a message down before it answers, so where the two
/// differ the ledger is wrong.
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
            States = rows.Values.CountBy(row => row.State).OrderBy(state => state.Key, StringComparer.Ordinal).ToDictionary(),
            Accepted = copies.Sum(copy => copy.Count()),
            Lost = [.. rows.Values.Where(row => !copies.Contains(row.Email) && (row.State is "sent" || (isOver && IsOpen(row)))).Select(row => row.Email)],
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
            // What was sent again may have any end: its first copy was accepted without our hearing of it.
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

/// <summary>The figures of one dispatch, ready to be asserted and printed.</summary>
internal sealed record Verdict
{
    /// <summary>Recipients by the dispatch's own count.</summary>
    public required long Frozen { get; init; }

    /// <summary>Rows in the ledger.</summary>
    public required int Rows { get; init; }

    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>Copies that the server took.</summary>
    public required int Accepted { get; init; }

    /// <summary>Who was due and did not get it, without anybody having been told.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Copies that somebody got beyond the first.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Where ledger and server contradict each other, or a promise is broken; a line each.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>Deliveries that were sent again because their outcome was lost.</summary>
    public required long Resends { get; init; }

    /// <summary><c>ok</c>, or what is wrong with the file.</summary>
    public required string Integrity { get; init; }

    public int Uncertain => States.GetValueOrDefault("uncertain");

    public override string ToString() =>
        $"frozen {Frozen} = {string.Join(" + ", States.Select(state => $"{state.Value} {state.Key}"))}; "
        + $"accepted {Accepted}, lost {Lost.Count}, duplicates {Duplicates}, uncertain {Uncertain}, resent {Resends}, wrong {Wrong.Count}";

    /// <summary>Prints the figures in one line and asserts what has to hold whatever was done to the program.</summary>
    /// <param name="about">Stands before the figures; null prints nothing.</param>
    public void Hold(int mostDuplicates, int mostUncertain, string? about)
    {
        if (about is not null)
        {
            TestContext.Out.WriteLine($"{about}: {this}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Lost, Is.Empty, "nobody is lost");
            Assert.That(Wrong, Is.Empty, "the ledger says what the server saw");
            Assert.That(Rows, Is.EqualTo(Frozen), "everybody who was frozen is in exactly one state");
            Assert.That(Duplicates, Is.LessThanOrEqualTo(mostDuplicates), "nobody twice but what was on the wire");
            Assert.That(Uncertain, Is.LessThanOrEqualTo(mostUncertain), "nothing in doubt but what was on the wire");
            Assert.That(Integrity, Is.EqualTo("ok"), "the file is sound");
        }
    }
}
