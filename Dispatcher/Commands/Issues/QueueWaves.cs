using System.Globalization;
using Newsletter.Dispatcher.Calendar;
using Newsletter.Dispatcher.Schedule;
using Newsletter.Dispatcher.Tokens;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>
/// <c>queue --waves</c>: when the next slot comes in which time zone, and to how many subscribers.
/// Tests: QueueCommandTests.
/// </summary>
internal static class QueueWaves
{
    private const int ZonesShown = 3;

    private static readonly TimeSpan LinkLife = TimeSpan.FromDays(1);

    public static async Task<int> ShowAsync(CommandContext context, bool json, CancellationToken cancellationToken)
    {
        var settings = context.Settings();
        var database = await CommandContext.OpenDatabaseAsync(settings, cancellationToken);
        var calendar = new SlotCalendar(settings.Newsletter);
        if (
            await new WavePreview(
                new QueueReader(database, calendar, context.Folder, context.Clock),
                new ReaderZones(database)
            ).NextAsync(cancellationToken)
            is not { } next
        )
        {
            context.Terminal.Error(SlotCalendar.NoSlot);
            return CommandContext.Done;
        }

        if (json)
        {
            foreach (var wave in next.Waves)
            {
                context.Terminal.Json(
                    new
                    {
                        next.Slot.Date,
                        next.Issue?.File,
                        Audience = next.Issue?.Audience ?? "all",
                        wave.At,
                        LocalTime = wave.At.ToString("HH:mm", CultureInfo.InvariantCulture),
                        wave.Zones,
                        Subscribers = wave.Count,
                    }
                );
            }

            return CommandContext.Done;
        }

        context.Terminal.Line(next.Slot.Date.ToString("'The slot of 'dddd, yyyy-MM-dd", CultureInfo.InvariantCulture));
        context.Terminal.Line(
            next.Issue is { } issue
                ? $"{issue.File} (audience: {issue.Audience})"
                : "No issue is ready for it; all active subscribers are counted."
        );
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumns("There", $"By {Markup.Escape(calendar.Zone.Id)}", "Subscribers", "Time zones");
        foreach (var wave in next.Waves)
        {
            table.AddRow(
                wave.At.ToString("ddd HH:mm", CultureInfo.InvariantCulture),
                calendar.ToLocal(wave.At).ToString("ddd HH:mm", CultureInfo.InvariantCulture),
                wave.Count.ToString("N0", CultureInfo.InvariantCulture),
                Markup.Escape(Zones(wave))
            );
        }

        context.Terminal.Console.Write(table);
        if (settings.Web.Listen is not null)
        {
            var token = new SignedToken(KeyFile.ReadOrCreate(settings.Storage.KeyFile)).Sign(
                TokenPurpose.Waves,
                0,
                context.Clock.GetUtcNow() + LinkLife
            );
            context.Terminal.Line($"As a page, for a day: {settings.Newsletter.BaseUrl}/waves/{token}");
        }

        return CommandContext.Done;
    }

    /// <summary>The most common ones, and how many more there are.</summary>
    private static string Zones(Wave wave)
    {
        var shown = string.Join(", ", wave.Zones.Take(ZonesShown));
        return wave.Zones.Count > ZonesShown ? $"{shown} and {wave.Zones.Count - ZonesShown} more" : shown;
    }
}
