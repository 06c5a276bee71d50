using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers.Search;

/// <summary>
/// The words for terms in a filter, as they stand in the page's address.
/// Tests: ReaderFilterTests.
/// </summary>
internal static class ReaderTerms
{
    public static readonly EnumWords<ReaderTerm> Words = new(
        (ReaderTerm.Trial, "trial"),
        (ReaderTerm.Paid, "paid"),
        (ReaderTerm.Gift, "gift"),
        (ReaderTerm.Ended, "ended"),
        (ReaderTerm.None, "none")
    );

    public static string Word(this ReaderTerm term) => Words.Of(term);
}
