using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions.SignUp;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Decides when to send an alert that sign-ups wait because the limit of the hour is reached, and when to say that none
/// waits any more. Pure, except that it remembers what it decided.
/// Tests: SignUpQueueTests.
/// </summary>
internal sealed class SignUpAlerts(NewsletterSettings newsletter, WebSettings web)
{
    /// <summary>The shortest time between two alerts, for a queue that fills and empties again and again.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromHours(6);

    private DateTimeOffset? _toldAt;
    private bool _isOpen;

    /// <param name="isHourFull">As many confirm mails went as the hour allows.</param>
    /// <returns>Null when there is nothing to tell.</returns>
    public Alert? Decide(QueuedSignUps queued, bool isHourFull, DateTimeOffset now)
    {
        if (!_isOpen && isHourFull && queued.Waiting > 0 && (_toldAt is not { } told || now - told >= Between))
        {
            (_isOpen, _toldAt) = (true, now);
            return new Alert(
                AlertKind.SignUps,
                CheckState.Red,
                FormattableString.Invariant(
                    $"{newsletter.Name}: {web.SignUpsPerHour} sign-ups within an hour, further ones wait"
                ),
                [
                    Check.Red(
                        "sign-ups",
                        queued.Sentence(web.SignUpsPerHour, newsletter.TimeZone)!,
                        "When these are people, raise Web:SignUpsPerHour. When it is a flood, let the proxy in front "
                            + "refuse its networks; the log of the proxy names them."
                    ),
                ]
            );
        }

        if (_isOpen && queued.Waiting == 0)
        {
            _isOpen = false;
            return new Alert(
                AlertKind.Resolved,
                CheckState.Green,
                $"{newsletter.Name}: no sign-up waits for its confirm mail any more",
                []
            );
        }

        return null;
    }
}
