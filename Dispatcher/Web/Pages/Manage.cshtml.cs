using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Subscriptions.Wishes;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// What a person can set about their subscription by the link of any mail, each matter with a form of its own. What
/// would harm them in a stranger's hands is behind a link that is mailed first: <see cref="AskModel"/>.
/// Tests: ManagePageTests.
/// </summary>
[CurrentLinkOnly(TokenPurpose.Manage)]
internal sealed class ManageModel(
    Preferences preferences,
    SignedToken tokens,
    DispatcherSettings settings,
    TimeProvider clock
) : PageModel
{
    public const string Name = "name";
    public const string TimeZone = "time-zone";
    public const string Pause = "pause";
    public const string Resume = "resume";

    private string? _matter;
    private Change? _answer;

    public string Token { get; private set; } = "";

    public Preference Its { get; private set; } = null!;

    public string UnsubscribeToken => tokens.Sign(TokenPurpose.Unsubscribe, Its.SubscriberId, Its.LinkEpoch);

    public bool IsOnTheList => Its.Status is SubscriberStatus.Active or SubscriberStatus.Paused;

    /// <summary>No mail comes before they sign up once more.</summary>
    public bool HasLeft =>
        Its.Status is SubscriberStatus.Unsubscribed or SubscriberStatus.Bounced or SubscriberStatus.Complained;

    /// <summary>Who has left already is offered to sign up, and not to leave once more.</summary>
    public bool MayLeave => Its.Status is not SubscriberStatus.Unsubscribed;

    /// <summary>What was typed stays in the field when it was refused, and else what is saved.</summary>
    public string? FirstNameShown { get; private set; }

    public string? LastNameShown { get; private set; }

    public string? UntilShown { get; private set; }

    /// <summary>The days that a pause may end on, for the calendar of the browser.</summary>
    public string FirstDay => LocalDates.Stored(Today.AddDays(1));

    public string LastDay => LocalDates.Stored(Today.AddDays(366));

    /// <summary>The key of the sentence about the last day of the term; null where there is none to speak of.</summary>
    public string? TermKey =>
        Its.TermUntil is null || !IsOnTheList
            ? null
            : Its.Term switch
            {
                SubscriberTerm.Trial => "Manage.TrialUntil",
                SubscriberTerm.Paid => "Manage.PaidUntil",
                _ => null,
            };

    /// <summary>Somebody on trial, or whose term is over; who has paid is asked by the payment provider.</summary>
    public bool MayPay =>
        !Its.PaymentGoesOn
        && settings is { Stripe: not null, Newsletter.AnnualPrice: not null }
        && (Its.Status == SubscriberStatus.Expired || (IsOnTheList && Its.Term != SubscriberTerm.Paid));

    /// <summary>Stripe knows them: there are invoices to see, and perhaps something to cancel.</summary>
    public bool HasPayment => settings.Stripe is not null && Its.HasPaid;

    /// <summary>The archive is closed to strangers, and this person's browser may have a key.</summary>
    public bool MayReadArchive =>
        settings is { Newsletter.AnnualPrice: not null, Web.Archive: not ArchiveAccess.Full } && IsOnTheList;

    private DateOnly Today => LocalDay.Of(clock.GetUtcNow(), LocalDay.Zone(Its.TimeZone, settings.Newsletter));

    /// <summary>What is said inside the section of a matter; null where nothing was asked.</summary>
    public Change? AnswerTo(string matter) => (_matter == Resume ? Pause : _matter) == matter ? _answer : null;

    public Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken) =>
        ShowAsync(token, cancellationToken);

    /// <param name="matter">Which of the forms it is.</param>
    public async Task<IActionResult> OnPostAsync(
        [FromRoute] string token,
        [FromForm(Name = "matter")] string? matter,
        [FromForm(Name = "first_name")] string? firstName,
        [FromForm(Name = "last_name")] string? lastName,
        [FromForm(Name = "time_zone")] string? timeZone,
        [FromForm(Name = "until")] string? until,
        CancellationToken cancellationToken
    )
    {
        _answer = matter switch
        {
            Name => await preferences.SetNameAsync(token, firstName, lastName, cancellationToken),
            TimeZone => await preferences.SetTimeZoneAsync(token, timeZone, cancellationToken),
            Pause => await PauseAsync(token, until, cancellationToken),
            Resume => await preferences.ResumeAsync(token, cancellationToken),
            _ => null,
        };
        if (_answer is null)
        {
            return await preferences.FindAsync(token, cancellationToken) is null ? NotFound() : BadRequest();
        }

        _matter = matter;
        if (await ShowAsync(token, cancellationToken) is not PageResult page)
        {
            return NotFound();
        }

        if (!_answer.IsDone)
        {
            Response.StatusCode = StatusCodes.Status400BadRequest;
            KeepTyped(matter!, firstName, lastName, until);
        }

        return page;
    }

    private async Task<Change> PauseAsync(string token, string? until, CancellationToken cancellationToken) =>
        TypedDay.TryRead(until, out var day)
            ? await preferences.PauseAsync(token, day, cancellationToken)
            : TypedDay.Wrong;

    private async Task<IActionResult> ShowAsync(string token, CancellationToken cancellationToken)
    {
        if (await preferences.FindAsync(token, cancellationToken) is not { } found)
        {
            return NotFound();
        }

        (Token, Its) = (token, found);
        (FirstNameShown, LastNameShown) = (found.FirstName, found.LastName);
        UntilShown = found.PausedUntil is { } day ? LocalDates.Stored(day) : null;
        return Page();
    }

    private void KeepTyped(string matter, string? firstName, string? lastName, string? until)
    {
        switch (matter)
        {
            case Name:
                (FirstNameShown, LastNameShown) = (firstName, lastName);
                break;
            case Pause:
                UntilShown = until;
                break;
        }
    }
}
