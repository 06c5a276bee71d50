using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Accounts;

/// <summary>The words for kinds of links, as they stand in the database. Tests: EnumWordsTests.</summary>
internal static class DeskLinkKinds
{
    public static readonly EnumWords<DeskLinkKind> Words = new((DeskLinkKind.Queue, "queue"));

    public static string Word(this DeskLinkKind kind) => Words.Of(kind);
}
