using System.Globalization;
using Dapper;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Bounces;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Subscriptions.Terms;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Demo;

/// <summary>
/// Lives through the week before the demo with the program's own code and a clock in the past: each morning an issue is
/// sent, some mails come back, readers sign up, pay and leave.
/// </summary>
/// <param name="settings">The demo's, with a return path and a price.</param>
/// <param name="scratch">A folder that is taken away after the demo.</param>
/// <param name="held">What the caller owns of the database already; null for nothing.</param>
internal sealed class DemoWeek(
    Database database,
    DispatcherSettings settings,
    string scratch,
    TimeProvider clock,
    Ownership? held = null
)
{
    private const int Signers = 2;
    private const long YearInCents = 6_000;

    private static readonly TimeSpan UntilReturns = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan UntilReaders = TimeSpan.FromHours(3);

    /// <summary>Sends the issues of the last mornings, each as it was then.</summary>
    /// <returns>How many.</returns>
    public async Task<int> LiveAsync(CancellationToken cancellationToken)
    {
        var calendar = new SlotCalendar(settings.Newsletter);
        var days = DemoDay.Before(calendar.Today(clock.GetUtcNow()), calendar);
        foreach (var day in days)
        {
            await LiveAsync(day, calendar, cancellationToken);
        }

        return days.Count;
    }

    private async Task LiveAsync(DemoDay day, SlotCalendar calendar, CancellationToken cancellationToken)
    {
        long id;
        await using (var services = await AtAsync(day.Slot.At, cancellationToken))
        {
            id = await SendAsync(services.Services, day, calendar, cancellationToken);
        }

        var reached = await ReachedAsync(id);
        if (reached.Count == 0)
        {
            return;
        }

        await using (var services = await AtAsync(day.Slot.At + UntilReturns, cancellationToken))
        {
            await ReturnAsync(services.Services, day, id, reached, cancellationToken);
        }

        await using (var services = await AtAsync(day.Slot.At + UntilReaders, cancellationToken))
        {
            await LeaveAsync(services.Services, day, reached, cancellationToken);
            await PayAsync(services.Services, day, reached, cancellationToken);
            await SignUpAsync(services.Services, day, cancellationToken);
        }
    }

    /// <summary>The program's services at a moment in the past.</summary>
    private async Task<DemoMoment> AtAsync(DateTimeOffset moment, CancellationToken cancellationToken)
    {
        var past = new PastClock(moment, clock);
        var ownership = held ?? await Ownership.TakeAsync(database, past, cancellationToken);
        var services = new ServiceCollection()
            .AddDispatcher(new NewsletterFolder(scratch), past, settings, database, ownership)
            .AddSingleton(settings.Web)
            .AddSingleton(new SlotCalendar(settings.Newsletter))
            .AddSubscriptions()
            .AddBounces(settings.Bounces);
        return new(services.BuildServiceProvider(), held is null ? ownership : null);
    }

    private async Task<long> SendAsync(
        IServiceProvider services,
        DemoDay day,
        SlotCalendar calendar,
        CancellationToken cancellationToken
    )
    {
        var file = DemoIssues.Write(day.Issue, Path.Combine(scratch, "issues"));
        var (package, problems) = services.GetRequiredService<IssuePackageReader>().Read(file);
        var dispatcher = services.GetRequiredService<IssueDispatcher>();
        var (result, faults) = package is null
            ? (null, problems)
            : await dispatcher.BeginAsync(
                package,
                day.Slot.Date,
                day.Slot.At,
                calendar.CutOff(day.Slot.At, settings.Delivery.Retry.GiveUpAfter),
                isByHand: false,
                cancellationToken
            );
        if (result is not BeginResult.Begun { Id: var id })
        {
            throw new InvalidOperationException($"{day.Issue} was not sent: {string.Join(' ', faults)}");
        }

        var dispatch = await services.GetRequiredService<DispatchStore>().FindAsync(id, cancellationToken);
        await dispatcher.ContinueAsync(dispatch!, new DispatchProgress(), cancellationToken);
        return id;
    }

    private async Task<IReadOnlyList<DemoReader>> ReachedAsync(long dispatch)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<DemoReader>(
                """
                SELECT d.subscriber_id AS id, d.email FROM deliveries d JOIN subscribers s ON s.id = d.subscriber_id
                 WHERE d.dispatch_id = @dispatch AND d.state = 'sent' AND s.status = 'active' ORDER BY d.subscriber_id
                """,
                new { dispatch }
            ),
        ];
    }

    /// <summary>Each day one dead and one full mailbox; on the third, somebody calls the letter spam.</summary>
    private static async Task ReturnAsync(
        IServiceProvider services,
        DemoDay day,
        long dispatch,
        IReadOnlyList<DemoReader> reached,
        CancellationToken cancellationToken
    )
    {
        var returned = services.GetRequiredService<ReturnedMail>();
        var path = services.GetRequiredService<ReturnPath>();
        await TakeAsync(day.Pick(reached, 0), DemoReturns.Dead);
        await TakeAsync(day.Pick(reached, 1), DemoReturns.FullUp);
        if (day.Number == 2)
        {
            await TakeAsync(day.Pick(reached, 2), DemoReturns.Complaint);
        }

        Task TakeAsync(DemoReader reader, Func<string, string, ReadOnlyMemory<byte>> mail)
        {
            var to = path.For(new ReturnedMessage(IsMail: false, dispatch, reader.Id));
            return returned.TakeAsync(mail(to, reader.Email), "file", to, cancellationToken);
        }
    }

    private static async Task LeaveAsync(
        IServiceProvider services,
        DemoDay day,
        IReadOnlyList<DemoReader> reached,
        CancellationToken cancellationToken
    )
    {
        var tokens = services.GetRequiredService<SignedToken>();
        for (var i = 0; i <= day.Number % 2; i++)
        {
            await services
                .GetRequiredService<Departures>()
                .LeaveAsync(tokens.Sign(TokenPurpose.Unsubscribe, day.Pick(reached, 3 + i).Id), cancellationToken);
        }
    }

    private async Task PayAsync(
        IServiceProvider services,
        DemoDay day,
        IReadOnlyList<DemoReader> reached,
        CancellationToken cancellationToken
    )
    {
        var terms = services.GetRequiredService<TermStore>();
        for (var i = 0; i < 2 + (day.Number % 3); i++)
        {
            var reader = day.Pick(reached, 6 + i);
            var at = day.Slot.At + UntilReaders;
            var payment = new Payment(
                string.Create(CultureInfo.InvariantCulture, $"demo-{day.Number}-{i}"),
                reader.Id,
                YearInCents,
                "eur",
                at,
                at.AddYears(1),
                Customer: null
            );
            await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    await terms.PaidAsync(connection, transaction, payment);
                    return true;
                },
                cancellationToken
            );
        }
    }

    /// <summary>Two people a day sign up and press the button of the mail, so they begin their trial.</summary>
    private async Task SignUpAsync(IServiceProvider services, DemoDay day, CancellationToken cancellationToken)
    {
        var (optIns, confirmations) = (
            services.GetRequiredService<OptIns>(),
            services.GetRequiredService<Confirmations>()
        );
        await optIns.OpenAsync(cancellationToken);
        for (var i = 0; i < Signers; i++)
        {
            var email = string.Create(
                CultureInfo.InvariantCulture,
                $"new.reader{(day.Number * Signers) + i + 1}@example.org"
            );
            if (
                EmailAddress.TryParse(email, out var address, out _)
                && await optIns.AskAsync(address, timeZone: null, "192.0.2.0/24", cancellationToken)
            )
            {
                await confirmations.ConfirmAsync(await ConfirmTokenAsync(services), cancellationToken);
            }
        }
    }

    private async Task<string> ConfirmTokenAsync(IServiceProvider services)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        var (id, expiresAt) = await connection.QuerySingleAsync<(long, long)>(
            "SELECT id, expires_at FROM confirmations ORDER BY id DESC LIMIT 1"
        );
        return services
            .GetRequiredService<SignedToken>()
            .Sign(TokenPurpose.Confirm, id, DateTimeOffset.FromUnixTimeMilliseconds(expiresAt));
    }
}
