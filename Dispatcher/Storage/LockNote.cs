using System.Globalization;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// What the owner of a database writes into the lock file: a line with token and mark, a line about the file itself,
/// then a line a dispatch.
/// Tests: OwnershipRuleTests.
/// </summary>
/// <param name="Token">The owner's, as in the table <c>owner</c>.</param>
/// <param name="Mark">The highest mark that is certainly in the database.</param>
/// <param name="Sent">The latest slots that were begun, and with which issue.</param>
/// <param name="Born">When the lock file itself was made, as <see cref="FileBirth"/> says it; null where that is not
/// known. A copy of the file was made later.</param>
internal sealed record LockNote(string Token, long Mark, IReadOnlyList<SentIssue> Sent, string? Born = null)
{
    private const string BornPrefix = "born ";

    /// <returns>Null where the text is no note: the file is new, or was damaged.</returns>
    public static LockNote? Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
            lines is [var first, .. var rest]
            && first.Split(' ') is [var token, var mark]
            && long.TryParse(mark, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(
                token,
                number,
                [.. rest.Select(SentIssue.Parse).OfType<SentIssue>()],
                rest.Select(ReadBorn).FirstOrDefault(born => born is not null)
            )
            : null;
    }

    public override string ToString() =>
        string.Join(
            '\n',
            [
                string.Create(CultureInfo.InvariantCulture, $"{Token} {Mark}"),
                .. Born is null ? [] : new[] { BornPrefix + Born },
                .. Sent.Select(issue => issue.ToString()),
            ]
        ) + "\n";

    private static string? ReadBorn(string line) =>
        line.StartsWith(BornPrefix, StringComparison.Ordinal) ? line[BornPrefix.Length..] : null;
}
