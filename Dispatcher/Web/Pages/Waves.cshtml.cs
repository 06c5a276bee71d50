using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Subscriptions;
using Newsletter.Dispatcher.Tokens;
using Newsletter.Dispatcher.Words;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Who gets the next issue when, for an operator with a link that is good for a while.
/// Tests: ManagePageTests.
/// </summary>
internal sealed class WavesModel(
    WavePreview preview,
    SignedToken tokens,
    NewsletterSettings newsletter,
    TimeProvider clock
) : PageModel
{
    /// <summary>Zones of a wave that are named; the rest is counted.</summary>
    private const int MostNamed = 3;

    public SlotWaves? Next { get; private set; }

    public LocalDates Dates { get; } = new(newsletter.Language);

    public long Total => Next!.Waves.Sum(wave => (long)wave.Count);

    public async Task<IActionResult> OnGetAsync([FromRoute] string token, CancellationToken cancellationToken)
    {
        if (tokens.Verify(TokenPurpose.Waves, token, clock.GetUtcNow()) is null)
        {
            return NotFound();
        }

        Next = await preview.NextAsync(cancellationToken);
        return Page();
    }

    public string Here(Wave wave) => Dates.Moment(wave.At, newsletter.TimeZone);

    public string There(Wave wave) => Dates.Moment(wave.At, LocalDay.Zone(wave.Zones[0], newsletter));

    public static string Places(Wave wave, PageWords say)
    {
        var named = string.Join("; ", wave.Zones.Take(MostNamed).Select(ZoneChoices.Place));
        return wave.Zones.Count > MostNamed ? say["Waves.AndMore", named, wave.Zones.Count - MostNamed] : named;
    }
}
