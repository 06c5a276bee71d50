using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Services;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Subscriptions.Links;

/// <summary>
/// "Mail me my link": everybody gets the same answer at once, and what comes of it is decided behind it, so that
/// neither the answer nor its time says who is on the list. A request beyond a limit is refused at once, before a look
/// at the list. Tests: LinkPageTests.
/// </summary>
internal sealed partial class LinkRequestService(
    LinkLetters letters,
    WebSettings web,
    TimeProvider clock,
    ILogger<LinkRequestService> logger
) : AnsweredFirstService<LinkRequest>(clock)
{
    private readonly Lock _gate = new();
    private readonly SignUpLimits _limits = new(web);
    private int _reserved;

    protected override bool TryReserve(LinkRequest request)
    {
        lock (_gate)
        {
            var now = Clock.GetUtcNow();
            if (_limits.IsFull(request.Network, now) || _limits.CountMails(now) + _reserved >= web.SignUpsPerHour)
            {
                return false;
            }

            // Every wish counts, mailed or not: otherwise how many are left would say who is on the list.
            _limits.Add(request.Network, now);
            _reserved++;
            return true;
        }
    }

    protected override void Release(LinkRequest request)
    {
        lock (_gate)
        {
            _reserved--;
        }
    }

    protected override async Task DoAsync(LinkRequest request)
    {
        if (
            EmailAddress.TryParse(request.Email, out var address, out _)
            && await letters.MailManageLinkAsync(address, CancellationToken.None)
        )
        {
            lock (_gate)
            {
                _limits.AddMail(Clock.GetUtcNow());
            }
        }
    }

    protected override void LogTrouble(string trouble) => Troubled(trouble);

    protected override void Failed(LinkRequest request, Exception error) =>
        Lost(EmailAddress.Shorten(request.Email), error.Message);

    [LoggerMessage(4110, LogLevel.Warning, "Wishes for a link: {Trouble}")]
    private partial void Troubled(string trouble);

    [LoggerMessage(4111, LogLevel.Error, "A link was not mailed to {Email}, the person has to ask again: {Reason}")]
    private partial void Lost(string email, string reason);
}
