using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>The words for what is confirmed, as they stand in the database. Tests: EnumWordsTests.</summary>
internal static class ConfirmationPurposes
{
    public static readonly EnumWords<ConfirmationPurpose> Words = new(
        (ConfirmationPurpose.Subscribe, "subscribe"),
        (ConfirmationPurpose.Address, "address")
    );

    public static string Word(this ConfirmationPurpose purpose) => Words.Of(purpose);
}
