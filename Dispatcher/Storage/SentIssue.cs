using System.Globalization;

namespace Newsletter.Dispatcher.Storage;

/// <summary>A slot that was begun. Tests: OwnershipRuleTests.</summary>
internal sealed record SentIssue
{
    public required DateOnly SlotDate { get; init; }

    public required string IssueSlug { get; init; }

    public static SentIssue? Parse(string line) =>
        line.Split(' ', 2) is [var date, var slug]
        && DateOnly.TryParseExact(
            date,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var slotDate
        )
            ? new() { SlotDate = slotDate, IssueSlug = slug }
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{SlotDate:yyyy-MM-dd} {IssueSlug}");
}
