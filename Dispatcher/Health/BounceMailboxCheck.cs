using Newsletter.Dispatcher.Bounces.Inboxes;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Whether what comes back can be read. It stops no issue, so nothing here is red: an address that is dead is only
/// learned later.
/// Tests: DoctorTests.
/// </summary>
internal static class BounceMailboxCheck
{
    private const string Name = "bounce mailbox";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <returns>A check for each way that is set; one that says so where nothing is.</returns>
    public static async Task<IReadOnlyList<Check>> RunAsync(
        BouncesSettings bounces,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (bounces is { ReturnPath: null, Imap: null, Maildir: null, Providers.IsAny: false })
        {
            return
            [
                Check.Yellow(
                    Name,
                    "Mail that comes back is not read, so only refusals by the relay show which addresses are dead.",
                    "Set Bounces:ReturnPath and a mailbox, or let your provider tell; docs/bounces.md has all ways."
                ),
            ];
        }

        if (bounces is { Imap: null, Maildir: null, Providers.IsAny: false })
        {
            return
            [
                Check.Green(Name, "Only a mail server's pipe to dispatcher bounce process brings in what comes back."),
            ];
        }

        return
        [
            .. bounces.Maildir is { } folder ? new[] { Maildir(folder) } : [],
            .. bounces.Imap is { } imap ? new[] { await ImapAsync(imap, clock, cancellationToken) } : [],
        ];
    }

    private static Check Maildir(string folder)
    {
        var arrivals = Path.Combine(folder, "new");
        try
        {
            return Check.Green(Name, $"{folder} can be read; {Waiting(Directory.EnumerateFiles(arrivals).Count())}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Check.Yellow(
                Name,
                $"{arrivals} cannot be read: {e.Message}",
                "See where the mail server puts bounces, and let the dispatcher's user read and write there."
            );
        }
    }

    private static async Task<Check> ImapAsync(
        ImapSettings imap,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await using var mailbox = await ImapMailbox.LookAsync(imap, clock, either.Token);
            return Check.Green(Name, $"{imap.Folder} at {imap} opens; {Waiting(mailbox.Waiting)}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Check.Yellow(
                Name,
                $"{imap} does not answer within {Patience.TotalSeconds:0} s.",
                "Start the mail server, or correct Host and Port of Bounces:Imap."
            );
        }
        catch (Exception e)
            when (!cancellationToken.IsCancellationRequested && ImapTrouble.Explain(imap, e) is var (says, advice))
        {
            return Check.Yellow(Name, says, advice);
        }
    }

    private static string Waiting(int count) =>
        count switch
        {
            0 => "nothing waits",
            1 => "one mail waits",
            _ => $"{count:N0} mails wait",
        };
}
