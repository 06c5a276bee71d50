namespace Newsletter.Dispatcher.Subscribers.Import.Forms;

/// <summary>Every product whose export can be read. Tests: ForeignFormTests.</summary>
internal static class ForeignForms
{
    public static readonly IReadOnlyList<ForeignForm> All =
    [
        Mailchimp.Form,
        Substack.Form,
        Ghost.Form,
        Listmonk.Form,
        PhpList.Form,
        Buttondown.Form,
        Kit.Form,
        Shopify.Form,
        Beehiiv.Form,
        HubSpot.Form,
        Brevo.Form,
        MailerLite.Form,
        AWeber.Form,
        Mailman.Form,
        MailPoet.Form,
        WordPress.Form,
    ];

    /// <summary>Null for a word that is none of theirs.</summary>
    public static ForeignForm? Named(string word) =>
        All.FirstOrDefault(form => string.Equals(form.Word, word.Trim(), StringComparison.OrdinalIgnoreCase));
}
