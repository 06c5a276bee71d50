using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// The part of <c>status --dispatch ID</c> that shows how far each wave is.
/// Tests: StatusCommandTests.
/// </summary>
internal static class WavesView
{
    /// <summary>
    /// Prints the waves: one object each for programs, a table for people. People see nothing where everybody was due
    /// at once, or in one zone.
    /// </summary>
    /// <param name="zone">The newsletter's; the times of the table are in it.</param>
    public static void Show(Terminal terminal, TimeZoneInfo zone, IReadOnlyList<WaveCounts> waves, bool json)
    {
        if (json || waves.Count < 2)
        {
            foreach (var wave in json ? waves : [])
            {
                terminal.Json(
                    new
                    {
                        Wave = wave.At,
                        wave.Recipients,
                        wave.Sent,
                        State = wave.State.Word(),
                        wave.CutOffAt,
                    }
                );
            }

            return;
        }

        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns($"Wave ({Markup.Escape(zone.Id)})", "State", "Recipients", "Sent");
        foreach (var wave in waves)
        {
            table.AddRow(
                TimeZoneInfo.ConvertTime(wave.At, zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                wave.State.Word(),
                wave.Recipients.ToString("N0", CultureInfo.InvariantCulture),
                wave.Sent.ToString("N0", CultureInfo.InvariantCulture)
            );
        }

        terminal.Console.Write(table);
    }
}
