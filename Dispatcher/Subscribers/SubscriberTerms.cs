using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>
/// The words for terms, as they stand in the database, in CSV files and on screen.
/// Tests: SubscriberFieldsTests.
/// </summary>
internal static class SubscriberTerms
{
    public static readonly EnumWords<SubscriberTerm> Words = new(
        (SubscriberTerm.Trial, "trial"),
        (SubscriberTerm.Paid, "paid")
    );

    public static string Word(this SubscriberTerm term) => Words.Of(term);
}
