using System.Globalization;
using Newsletter.Dispatcher.Schedule;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>The queue as a table for people. Tests: QueueCommandTests.</summary>
internal static class QueueTable
{
    private const string Gap = "– nothing yet";

    public static Table Of(IEnumerable<QueueRow> rows)
    {
        // A day and a time are read as a whole; a title may be divided, and the file name stands below it on its own
        // line.
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumn("Day", column => column.NoWrap())
            .AddColumn("Time", column => column.NoWrap())
            .AddColumn("Open until", column => column.NoWrap())
            .AddColumn("Readers", column => column.NoWrap().RightAligned())
            .AddColumn("Issue");
        foreach (var row in rows)
        {
            table.AddRow(
                row.Slot.Date.ToString("ddd yyyy-MM-dd", CultureInfo.InvariantCulture),
                row.Slot.At.ToString("HH:mm", CultureInfo.InvariantCulture),
                row.Issue is null ? "" : row.OpenUntil.ToString("ddd HH:mm", CultureInfo.InvariantCulture),
                row.Audience?.Readers.ToString("N0", CultureInfo.InvariantCulture) ?? "",
                Markup.Escape(What(row))
            );
        }

        return table;
    }

    private static string What(QueueRow row) =>
        row switch
        {
            { Issue: { } issue, NotApproved: { } why } => $"{issue.Title}\n{issue.File}\n{why}",
            { Issue: { } issue } => $"{issue.Title}\n{issue.File}",
            { Draft: { } draft } => $"{draft.Title} (draft)\n{draft.File}",
            _ => Gap,
        };
}
