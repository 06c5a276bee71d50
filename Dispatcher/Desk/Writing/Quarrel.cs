using Newsletter.Dispatcher.Editing;
using Newsletter.Dispatcher.Issues.Writing;

namespace Newsletter.Dispatcher.Desk.Writing;

/// <summary>Two texts of one issue, of which somebody has to choose. Tests: WritePageTests.</summary>
/// <param name="Mine">The version that was not saved.</param>
/// <param name="NowHash">The hash of the file as it is; empty where there is none any more.</param>
/// <param name="By">Who wrote the file as it is; null where nobody knows.</param>
/// <param name="Difference">From the file as it is to the text that was not saved.</param>
internal sealed record Quarrel(IssueVersion Mine, string NowHash, IssueVersion? By, TextDifference Difference)
{
    public static Quarrel Of(IssueVersion mine, byte[] content, WrittenFile? now, IssueVersion? by) =>
        new(mine, now?.Hash ?? "", by, TextDifference.Of(Shown(now?.Content ?? []), Shown(content)));

    private static string Shown(byte[] content) => IssueSource.Of(content)?.Shown ?? "(no UTF-8 text)";
}
