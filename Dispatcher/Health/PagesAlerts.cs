using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Health;

/// <summary>
/// Decides when to send an alert that the pages cannot be reached, and when to say that they can again. Pure, except
/// that it remembers what it decided.
/// Tests: PagesAlertsTests.
/// </summary>
internal sealed class PagesAlerts(NewsletterSettings newsletter)
{
    /// <summary>A trouble that lasts is told again this often.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromHours(6);

    private DateTimeOffset? _toldAt;

    /// <param name="trouble">Why the pages cannot be reached; null while they can.</param>
    /// <returns>Null when there is nothing to tell.</returns>
    public Alert? Decide(string? trouble, DateTimeOffset now)
    {
        if (trouble is null)
        {
            if (_toldAt is null)
            {
                return null;
            }

            _toldAt = null;
            return new(AlertKind.Resolved, CheckState.Green, $"{newsletter.Name}: the pages can be reached again", []);
        }

        if (_toldAt is { } told && now - told < Again)
        {
            return null;
        }

        _toldAt = now;
        return new(
            AlertKind.Pages,
            CheckState.Red,
            $"{newsletter.Name}: there are no pages, and the links of mails do not work",
            [
                Check.Red(
                    ListenCheck.Name,
                    $"Since the start of the service {trouble}",
                    "Issues are sent all the same. The service takes the port as soon as it is free; no restart is "
                        + "needed."
                ),
            ]
        );
    }
}
