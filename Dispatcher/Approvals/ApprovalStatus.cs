using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Approvals;

/// <summary>How an issue stands, as its files are now. Tests: ApprovalRuleTests.</summary>
/// <param name="Mode">What the settings ask for.</param>
/// <param name="Valid">The approvals that count: of these very bytes, one a person, oldest first.</param>
/// <param name="SentBack">Somebody sent these bytes back, and nobody approved them afterwards; null otherwise.</param>
/// <param name="Voided">The newest approval that a change has made void; null where none is, and where an approval
/// counts.</param>
/// <param name="Changes">What changed since <paramref name="Voided"/>, as words for people.</param>
internal sealed record ApprovalStatus(
    ApprovalMode Mode,
    IReadOnlyList<Approval> Valid,
    Approval? SentBack,
    Approval? Voided,
    IReadOnlyList<string> Changes
)
{
    private const int MostNamed = 5;

    /// <summary>Characters of a comment within a reason.</summary>
    private const int MostSaid = 200;

    /// <summary>How many different people must approve.</summary>
    public int Needed => (int)Mode;

    /// <summary>True when the issue may be sent.</summary>
    public bool IsApproved => Valid.Count >= Needed;

    /// <summary>What keeps the issue from being sent, as the end of a sentence that begins with the file; null when
    /// nothing does.</summary>
    public string? WhyNot =>
        IsApproved ? null
        : SentBack is { } back ? $"was sent back by {back.Name}{(back.Comment is { } said ? $": {OneLine(said)}" : "")}"
        : $"is not approved: it needs {Count(Needed)} and has {Have}{Void}";

    /// <summary>How it stands, as the end of a sentence that begins with the file.</summary>
    public string InWords => WhyNot ?? (Valid.Count == 0 ? "needs no approval" : $"is approved by {Names(Valid)}");

    /// <summary>A comment may have many lines; a reason is one, without a full stop at its end.</summary>
    private static string OneLine(string comment)
    {
        var line = string.Join(' ', comment.Split((char[])['\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        return (line.Length > MostSaid ? $"{line[..MostSaid]}…" : line).TrimEnd('.');
    }

    private string Have => Valid.Count == 0 ? "none" : $"one, by {Names(Valid)}";

    private string Void =>
        Voided is not { } voided
            ? ""
            : $"; changed since {voided.Name} approved it: {string.Join(", ", Changes.Take(MostNamed))}"
                + (Changes.Count > MostNamed ? $" and {Changes.Count - MostNamed} more" : "");

    private static string Count(int needed) => needed == 1 ? "one approval" : "approvals by two different people";

    private static string Names(IReadOnlyList<Approval> approvals) =>
        string.Join(" and ", approvals.Select(one => one.Name));
}
