namespace Newsletter.Dispatcher.Tests.Support;

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
            Assert.That(Lost, Is.Empty, "nobody is lost");
            Assert.That(Wrong, Is.Empty, "the ledger says what the server saw");
            Assert.That(Rows, Is.EqualTo(Frozen), "everybody who was frozen is in exactly one state");
            Assert.That(Duplicates, Is.LessThanOrEqualTo(mostDuplicates), "nobody twice but what was on the wire");
            Assert.That(Uncertain, Is.LessThanOrEqualTo(mostUncertain), "nothing in doubt but what was on the wire");
            Assert.That(Integrity, Is.EqualTo("ok"), "the file is sound");
        }
    }
}
