using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Accounts.SignIn;

/// <summary>
/// Mails links that sign in. The page answers before it is known whether the address has an account, so neither its
/// words nor its time say so.
/// </summary>
internal sealed partial class SignInLetterService(
    Database database,
    SignInLinks links,
    NewsletterSettings newsletter,
    RelayPool relays,
    DkimSigner signer,
    TimeProvider clock,
    ILogger<SignInLetterService> logger
) : AnsweredFirstService<EmailAddress>(clock)
{
    /// <summary>Longest wait for a relay with a letter in hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task DoAsync(EmailAddress request)
    {
        if (
            await FindAsync(request) is not { } account
            || await links.MakeToMailAsync(account, CancellationToken.None) is not { } link
        )
        {
            return;
        }

        // To the address on file: the typed one may be written in another case.
        var to = EmailAddress.Parse(account.Email);
        using var patience = new CancellationTokenSource(Patience, Clock);
        var letter = signer.Sign(SignInLetter.Compose(link, newsletter, to, Clock.GetUtcNow()));
        try
        {
            if (await relays.SendOnceAsync(letter, patience.Token) is DeliveryOutcome.Accepted)
            {
                Mailed(to.Shortened);
            }
            else
            {
                NotMailed(to.Shortened);
            }
        }
        catch (OperationCanceledException)
        {
            NotMailed(to.Shortened);
        }
    }

    protected override void Failed(EmailAddress request, Exception error) => NotMade(request.Shortened, error.Message);

    protected override void LogTrouble(string trouble) => Waiting(trouble);

    private async Task<Account?> FindAsync(EmailAddress address)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await AccountTable.FindAsync(connection, transaction: null, address.Key);
    }

    [LoggerMessage(9205, LogLevel.Information, "A link to sign in was mailed to {Address}.")]
    private partial void Mailed(string address);

    [LoggerMessage(
        9206,
        LogLevel.Error,
        "A link to sign in could not be mailed to {Address}: no relay took it. Check the relay with: dispatcher doctor"
    )]
    private partial void NotMailed(string address);

    [LoggerMessage(
        9207,
        LogLevel.Error,
        "A link to sign in could not be made for {Address}: {Fault} Look at the disk and the database; the person has "
            + "to ask again."
    )]
    private partial void NotMade(string address, string fault);

    [LoggerMessage(9208, LogLevel.Warning, "Links to sign in: {Trouble}.")]
    private partial void Waiting(string trouble);
}
