using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Delivery;

/// <summary>
/// Sends single copies of an issue, marked [TEST], the same way as an issue, for <c>issue test</c> and the desk. No
/// ledger knows of them. Tests: TestCommandTests.
/// </summary>
internal sealed class TestMail(
    RelayPool relays,
    NewsletterSettings newsletter,
    SignedToken tokens,
    DkimSigner signer,
    TimeProvider clock
)
{
    /// <summary>Numbers the copies; inboxes show one of two mails with the same Message-ID.</summary>
    private long _number = clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <param name="reader">As whom the issue is made; the copy goes to <paramref name="to"/>.</param>
    public async Task<TestMailResult> SendAsync(
        CompiledIssue issue,
        Recipient reader,
        EmailAddress to,
        CancellationToken cancellationToken
    )
    {
        var composer = new MessageComposer(
            issue,
            newsletter,
            tokens,
            dispatchId: -Interlocked.Increment(ref _number),
            clock.GetUtcNow(),
            isTest: true,
            signer
        );

        // The links of a subscriber open that subscriber's pages, so no copy for somebody else has them.
        var recipient = reader with
        {
            SubscriberId = 0,
            LinkEpoch = 0,
            Email = to.Value,
        };
        return composer.Compose(recipient, out var problem) is { } message
            ? Result(await relays.SendOnceAsync(message, cancellationToken))
            : new(IsSent: false, relays.Name, problem!);
    }

    private TestMailResult Result(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Accepted accepted => new(IsSent: true, relays.Name, accepted.Reply),
            DeliveryOutcome.RelayTrouble trouble => new(IsSent: false, relays.Name, trouble.Trouble.Message),
            var refused => new(IsSent: false, relays.Name, $"{relays.Name} did not take it: {refused}"),
        };
}
