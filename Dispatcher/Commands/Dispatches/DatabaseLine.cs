using System.Globalization;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>The size of the database, as <c>status</c> shows it.</summary>
internal static class DatabaseLine
{
    private const double Megabyte = 1024 * 1024;

    public static async Task ShowAsync(
        Terminal terminal,
        Database database,
        bool json,
        CancellationToken cancellationToken
    )
    {
        var use = await DatabaseUse.ReadAsync(database, cancellationToken);
        if (json)
        {
            terminal.Json(new { Database = use });
            return;
        }

        terminal.Line(Sentence(use));
    }

    internal static string Sentence(DatabaseUse use)
    {
        var size = string.Create(
            CultureInfo.InvariantCulture,
            $"Database: {use.Bytes / Megabyte:N1} MB, {use.Free / Megabyte:N1} MB of it free for new rows."
        );
        return use.Last is not { } last
            ? size
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{size} On {last.EndedAt:yyyy-MM-dd} the retention made counts of {last.Deliveries:N0} deliveries: "
                    + $"{last.UsedBefore / Megabyte:N1} MB in use before, {last.UsedAfter / Megabyte:N1} MB after."
            );
    }
}
