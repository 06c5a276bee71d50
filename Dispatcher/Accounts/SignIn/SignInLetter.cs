using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>Makes the mail with a link to sign in. Tests: SignInLetterServiceTests.</summary>
internal static class SignInLetter
{
    public static OutgoingMessage Compose(
        Uri link,
        NewsletterSettings newsletter,
        EmailAddress to,
        DateTimeOffset now
    ) =>
        PlainMail.Compose(
            "sign-in",
            $"Sign in to the desk of {newsletter.Name}",
            $"""
            Somebody, most likely you, asked for a link that signs in to the desk of {newsletter.Name}:

            {link}

            Open it within {SignInLinkRule.Works.TotalMinutes:0} minutes and press the button. It works once.

            If you did not ask for it, do nothing: nobody gets in without the link.

            """.ReplaceLineEndings("\r\n"),
            newsletter,
            to,
            now
        );
}
