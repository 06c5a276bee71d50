using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Schedule;

namespace Newsletter.Dispatcher.Commands.Issues;

/// <summary>The queue as one JSON object a line. Tests: QueueCommandTests.</summary>
internal static class QueueJson
{
    public static void Write(Terminal terminal, IEnumerable<QueueRow> rows, IEnumerable<Issue> drafts)
    {
        foreach (var row in rows)
        {
            terminal.Json(
                new
                {
                    Kind = "slot",
                    Date = (DateOnly?)row.Slot.Date,
                    SendAt = (DateTimeOffset?)row.Slot.At,
                    OpenUntil = (DateTimeOffset?)row.OpenUntil,
                    row.Issue?.Slug,
                    row.Issue?.Title,
                    row.Issue?.File,
                    row.Audience?.Audience,
                    row.Audience?.Readers,
                    row.NotApproved,
                }
            );
        }

        foreach (var draft in drafts)
        {
            terminal.Json(
                new
                {
                    Kind = "draft",
                    draft.Date,
                    SendAt = (DateTimeOffset?)null,
                    draft.Slug,
                    draft.Title,
                    draft.File,
                }
            );
        }
    }
}
