using System.Text;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Accounts;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Readers;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Desk.Pages;

/// <summary>One reader: how they stand, what can be done, and all that happened. Tests: ReaderPagesTests.</summary>
internal sealed class ReaderModel(
    ReaderCards cards,
    ReaderStory story,
    ReaderActions actions,
    PersonExport export,
    AuditBook audit,
    NewsletterSettings newsletter
) : DeskPage
{
    private const int PageRows = 60;
    private const int MaxReasonLength = 500;

    public ReaderCard Card { get; private set; } = null!;
    public Subscriber Reader => Card.Reader;
    public IReadOnlyList<StoryRow> Story { get; private set; } = [];
    public StoryPlace? Next { get; private set; }
    public bool IsFirst { get; private set; }

    /// <summary>What was wrong with the form that was sent; null for nothing.</summary>
    public string? Problem { get; private set; }

    /// <summary>Which form was sent and has to be corrected.</summary>
    public string? Wanted { get; private set; }

    /// <summary>What was typed there.</summary>
    public ReaderWish Typed { get; private set; } = new();

    /// <summary>Why the latest issue is not sent once more; null when it may be.</summary>
    public string? WhyNotAgain =>
        IssueAgain.WhyNot(Reader.Status, Card.Suppressed.Any(one => !one.IsErased), Card.Latest);

    /// <summary>Terms are shown where the newsletter costs something.</summary>
    public bool HasTerms => newsletter.AnnualPrice is not null;

    public string? TermUntil =>
        Reader.TermEndsAt is { } end
            ? ReaderLook.Day(
                new DateTimeOffset(
                    LocalDay.LastBefore(end, LocalDay.Zone(Reader.TimeZone, newsletter)).ToDateTime(TimeOnly.MinValue),
                    TimeSpan.Zero
                )
            )
            : null;

    public async Task<IActionResult> OnGetAsync(string who, string? before, CancellationToken cancellationToken)
    {
        if (await cards.FindAsync(who, cancellationToken) is not { } card)
        {
            return NotFound();
        }

        await ShowAsync(card, StoryPlace.Parse(before), cancellationToken);
        return Page();
    }

    public Task<IActionResult> OnPostPauseAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "pause",
            needsReason: false,
            card =>
                Day(Wish.Day, isNeeded: false, out var day) is { } problem
                    ? Task.FromResult(ReaderAnswer.Refused(problem))
                    : actions.PauseAsync(card.Reader.Id, day, Noting(card, "reader.pause", Wish), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostResumeAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "resume",
            needsReason: false,
            card => actions.ResumeAsync(card.Reader.Id, Noting(card, "reader.resume", Wish), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostExtendAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "extend",
            needsReason: true,
            card =>
                Day(Wish.Day, isNeeded: true, out var day) is { } problem
                    ? Task.FromResult(ReaderAnswer.Refused(problem))
                    : actions.ExtendAsync(
                        card.Reader.Id,
                        day!.Value,
                        Noting(card, "reader.extend", Wish),
                        cancellationToken
                    ),
            cancellationToken
        );

    public Task<IActionResult> OnPostAddressAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "address",
            needsReason: false,
            card =>
                actions.ChangeAddressAsync(
                    card.Reader.Id,
                    Wish.Address ?? "",
                    Noting(card, "reader.address", Wish with { Day = null }),
                    cancellationToken
                ),
            cancellationToken
        );

    public Task<IActionResult> OnPostConfirmAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "confirm",
            needsReason: false,
            card => actions.ConfirmAgainAsync(card.Reader.Id, Noting(card, "reader.confirm", Wish), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostAgainAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "again",
            needsReason: true,
            card => actions.SendIssueAgainAsync(card.Reader.Id, Noting(card, "reader.resend", Wish), cancellationToken),
            cancellationToken
        );

    public Task<IActionResult> OnPostLiftAsync(string who, CancellationToken cancellationToken) =>
        Can(Right.LiftSuppressions)
            ? DoAsync(
                who,
                "lift",
                needsReason: true,
                card => actions.LiftAsync(card.Reader.Id, Noting(card, "suppression.lift", Wish), cancellationToken),
                cancellationToken
            )
            : Task.FromResult<IActionResult>(StatusCode(StatusCodes.Status403Forbidden));

    public Task<IActionResult> OnPostEraseAsync(string who, CancellationToken cancellationToken) =>
        DoAsync(
            who,
            "erase",
            needsReason: true,
            card =>
                actions.EraseAsync(
                    card.Reader.Id,
                    Wish.Address ?? "",
                    Noting(card, "reader.erase", Wish),
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>All that is kept about the reader, as they may ask for it.</summary>
    public async Task<IActionResult> OnPostExportAsync(string who, CancellationToken cancellationToken)
    {
        if (
            await cards.FindAsync(who, cancellationToken) is not { } card
            || await export.WriteAsync(card.Reader.Id, cancellationToken) is not { } text
        )
        {
            return NotFound();
        }

        await audit.RecordAsync(Entry("reader.export", ReaderStory.Subject(card.Reader.Id)), cancellationToken);
        return File(Encoding.UTF8.GetBytes(text), "application/json", $"reader-{card.Reference}.json");
    }

    /// <summary>Does it and leads back to the page; what was refused is shown with all that was typed.</summary>
    private async Task<IActionResult> DoAsync(
        string who,
        string wanted,
        bool needsReason,
        Func<ReaderCard, Task<ReaderAnswer>> act,
        CancellationToken cancellationToken
    )
    {
        if (await cards.FindAsync(who, cancellationToken) is not { } card)
        {
            return NotFound();
        }

        var answer = (Wish.Reason?.Trim().Length ?? 0) switch
        {
            0 when needsReason => ReaderAnswer.Refused("Say why: the reason is kept beside the change."),
            > MaxReasonLength => ReaderAnswer.Refused(
                $"The reason has more than {MaxReasonLength} characters; shorten it."
            ),
            _ => await act(card),
        };
        if (answer.IsDone)
        {
            Note(answer.Message);
            var isThere = await cards.FindAsync(card.Reader.Id, cancellationToken) is not null;
            return Redirect(Url.Content(isThere ? $"~/desk/readers/{card.Reader.Id}" : "~/desk/readers"));
        }

        (Problem, Wanted, Typed) = (answer.Message, wanted, Wish);
        await ShowAsync(card, before: null, cancellationToken);
        return Page();
    }

    private async Task ShowAsync(ReaderCard card, StoryPlace? before, CancellationToken cancellationToken)
    {
        (Card, IsFirst) = (card, before is null);
        (Story, var hasMore) = await story.PageAsync(card.Reader.Id, before, PageRows, cancellationToken);
        Next = hasMore ? Story[^1].Place : null;
    }

    /// <summary>What the form says that was sent.</summary>
    private ReaderWish Wish => ReaderWish.Of(Request);

    private Alongside Noting(ReaderCard card, string action, ReaderWish wish) =>
        (connection, transaction) =>
            audit.RecordAsync(
                connection,
                transaction,
                Entry(
                    action,
                    ReaderStory.Subject(card.Reader.Id),
                    string.IsNullOrWhiteSpace(wish.Day) ? null : $"until {wish.Day.Trim()}",
                    string.IsNullOrWhiteSpace(wish.Reason) ? null : wish.Reason.Trim()
                )
            );

    /// <returns>What is wrong; null when nothing is.</returns>
    private static string? Day(string? typed, bool isNeeded, out DateOnly? day)
    {
        var read = SubscriberFields.Day(typed);
        day = read.Value;
        return read.Problem is { } problem ? $"{typed?.Trim()} {problem}."
            : isNeeded && day is null ? "Choose the last day."
            : null;
    }
}
