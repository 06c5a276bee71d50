namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>The figures of one dispatch, ready to be asserted and printed.</summary>
internal sealed record Verdict
{
    /// <summary>The number of recipients, as the dispatch counts them.</summary>
    public required long Frozen { get; init; }

    /// <summary>The number of rows in the ledger.</summary>
    public required int Rows { get; init; }

    public required IReadOnlyDictionary<string, int> States { get; init; }

    /// <summary>The number of copies that the server accepted.</summary>
    public required int Accepted { get; init; }

    /// <summary>Recipients who were due and did not get the message, without any record of that.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>The number of copies beyond the first of each recipient.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Contradictions between ledger and server, and broken promises; one line each.</summary>
    public required IReadOnlyList<string> Wrong { get; init; }

    /// <summary>The number of deliveries that were sent again because their outcome was lost.</summary>
    public required long Resends { get; init; }

    /// <summary><c>ok</c>, or the fault of the file.</summary>
    public required string Integrity { get; init; }

    public int Uncertain => States.GetValueOrDefault("uncertain");

    public override string ToString() =>
        $"frozen {Frozen} = {string.Join(" + ", States.Select(state => $"{state.Value} {state.Key}"))}; "
        + $"accepted {Accepted}, lost {Lost.Count}, duplicates {Duplicates}, uncertain {Uncertain}, resent {Resends}, "
        + $"wrong {Wrong.Count}";

    /// <summary>Prints the figures in one line and asserts what has to hold in each case.</summary>
    /// <param name="about">Stands before the figures; null prints nothing.</param>
    public void Hold(int mostDuplicates, int mostUncertain, string? about)
    {
        if (about is not null)
        {
            TestContext.Out.WriteLine($"{about}: {this}");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Lost, Is.Empty, "no message is lost");
            Assert.That(Wrong, Is.Empty, "the ledger agrees with the server");
            Assert.That(Rows, Is.EqualTo(Frozen), "each frozen recipient is in exactly one state");
            Assert.That(Duplicates, Is.LessThanOrEqualTo(mostDuplicates), "only messages in transfer are sent twice");
            Assert.That(Uncertain, Is.LessThanOrEqualTo(mostUncertain), "only messages in transfer are uncertain");
            Assert.That(Integrity, Is.EqualTo("ok"), "the database file is intact");
        }
    }
}
