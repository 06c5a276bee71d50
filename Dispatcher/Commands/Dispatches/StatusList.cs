using System.Globalization;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// <c>status</c> without a number: the latest dispatches, and what else an operator should know. That is the rates that
/// inboxes hold against the newest dispatch, the mails to one person that did not go, and the sign-ups that wait.
/// Tests: StatusCommandTests.
/// </summary>
internal sealed class StatusList(CommandContext context, DispatcherSettings settings, Database database, bool json)
{
    private const int LatestDispatches = 10;

    private readonly DispatchStore _dispatches = new(database, context.Clock);
    private readonly Ledger _ledger = new(database, context.Clock);

    /// <summary>Prints all of it, as it is now.</summary>
    /// <param name="owner">Who sends from the database; null when no process does.</param>
    public async Task ShowAsync(OwnerRow? owner, CancellationToken cancellationToken)
    {
        await ShowLatestAsync(
            await _dispatches.LatestAsync(LatestDispatches, cancellationToken),
            owner,
            cancellationToken
        );
        await WarnAsync(await _dispatches.NewestBegunAsync(cancellationToken), cancellationToken);
        ShowMails(await MailBacklog.ReadAsync(database, context.Clock.GetUtcNow(), cancellationToken));
        await ShowUnapprovedAsync(cancellationToken);
        SignUpLine.Show(context.Terminal, await SignUpQueue.ReadAsync(database, cancellationToken), settings, json);
        await DatabaseLine.ShowAsync(context.Terminal, database, json, cancellationToken);
    }

    /// <summary>A line of the table for each dispatch, then how the interrupted ones go on.</summary>
    private async Task ShowLatestAsync(
        IReadOnlyList<Dispatch> latest,
        OwnerRow? owner,
        CancellationToken cancellationToken
    )
    {
        if (latest.Count == 0 && !json)
        {
            context.Terminal.Line("No dispatches yet. See what comes next with: dispatcher queue");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("Id", "Slot", "Issue", "State", "Deliveries", "");
        foreach (var dispatch in latest)
        {
            var counts = await _ledger.CountsAsync(dispatch.Id, cancellationToken);
            var isInterrupted = Interruption.Is(dispatch, owner);
            var state = Interruption.State(dispatch, isInterrupted);
            if (json)
            {
                context.Terminal.Json(
                    new
                    {
                        Dispatch = StatusJson.Of(dispatch, state),
                        GoesOnWith = isInterrupted ? Interruption.GoesOnWith(dispatch) : null,
                        Counts = counts,
                    }
                );
                continue;
            }

            table.AddRow(
                dispatch.Id.ToString(CultureInfo.InvariantCulture),
                dispatch.SlotDate.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture),
                Markup.Escape($"{DispatchWords.Kind(dispatch, "", ": ")}{dispatch.Title ?? "–"}"),
                state,
                DispatchWords.Counts(counts),
                Markup.Escape(string.Join(' ', new[] { dispatch.Reason, dispatch.FoundPace }.OfType<string>()))
            );
        }

        if (json)
        {
            return;
        }

        context.Terminal.Console.Write(table);
        foreach (var dispatch in latest.Where(dispatch => Interruption.Is(dispatch, owner)))
        {
            context.Terminal.Line(
                $"Dispatch {dispatch.Id} was interrupted. "
                    + DispatchWords.NoProcessSends(Interruption.GoesOnWith(dispatch))
            );
        }
    }

    /// <summary>What inboxes would hold against the newest dispatch; nothing where they would not.</summary>
    private async Task WarnAsync(Dispatch? newest, CancellationToken cancellationToken)
    {
        if (json || newest is null)
        {
            return;
        }

        var rates = (await DispatchNumbers.ReadAsync(database, newest.Id, cancellationToken)).Rates;
        foreach (var sentence in rates.Verdict is RateVerdict.Good ? [] : rates.Sentences())
        {
            context.Terminal.Line($"Of dispatch {newest.Id}, {sentence}");
        }
    }

    /// <summary>The issue of the next slot, where it would not go out because it is not approved.</summary>
    private async Task ShowUnapprovedAsync(CancellationToken cancellationToken)
    {
        if (settings.Newsletter.Approval is ApprovalMode.None)
        {
            return;
        }

        var now = context.Clock.GetUtcNow();
        var plan = IssueQueue.Plan(
            new Waves(
                new SlotCalendar(settings.Newsletter),
                await new ReaderZones(database).ReadAsync(cancellationToken)
            ),
            now,
            (await new WatchTable(database).ReadAsync(cancellationToken))?.SinceAt ?? now,
            new IssueFolder(context.Folder.Issues).Candidates(),
            await new DispatchedSlots(database).ReadAsync(cancellationToken),
            count: 1
        );
        if (plan.Slots is not [{ Candidate: { } candidate, Slot: var slot }])
        {
            return;
        }

        var approvals = await IssueApprovals
            .Of(context.Folder, settings.Newsletter, database)
            .OfAsync([candidate], cancellationToken);
        if (approvals.GetValueOrDefault(candidate.Issue.Slug)?.WhyNot is not { } why)
        {
            return;
        }

        if (json)
        {
            context.Terminal.Json(
                new
                {
                    NotApproved = new
                    {
                        slot.Date,
                        candidate.Issue.File,
                        Why = why,
                    },
                }
            );
        }
        else
        {
            context.Terminal.Line(
                FormattableString.Invariant($"The next issue, {candidate.Issue.File} for {slot.Date:ddd yyyy-MM-dd}, ")
                    + $"{why}. Approve it: dispatcher issue approve {candidate.Issue.File}"
            );
        }
    }

    /// <summary>Mails to one person, such as confirm and welcome, that did not go; nothing where all went.</summary>
    private void ShowMails(MailBacklog mails)
    {
        if (mails.Sentence is not { } sentence)
        {
            return;
        }

        if (json)
        {
            context.Terminal.Json(
                new
                {
                    Mails = new
                    {
                        mails.Waiting,
                        mails.Failed,
                        mails.Reply,
                    },
                }
            );
        }
        else
        {
            context.Terminal.Line(sentence);
        }
    }
}
