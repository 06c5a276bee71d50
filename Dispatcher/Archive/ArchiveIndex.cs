using Dapper;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Archive;

/// <summary>
/// The tables <c>archive_texts</c> and <c>archive_search</c>: the text of each issue of the archive as it is searched.
/// Tests: ArchiveSearchTests.
/// </summary>
/// <remarks>
/// An issue is made a page before anything is locked, and each has a short transaction of its own, so a dispatch
/// waits a
/// few milliseconds at most.
/// </remarks>
internal sealed class ArchiveIndex(Database database, NewsletterSettings newsletter)
{
    /// <summary>How a row's text was made. To be raised when that changes, as with <see cref="Teaser"/>.</summary>
    private const int Form = 1;

    /// <summary>
    /// Brings the index up to date, the newest issue first. While a dispatch is sent, it is one issue at a time.
    /// </summary>
    /// <returns>How many issues were read anew.</returns>
    public async Task<int> CatchUpAsync(CancellationToken cancellationToken)
    {
        for (var done = 0; ; done++)
        {
            var next = await NextAsync(cancellationToken);
            if (next is null || (done > 0 && next.IsSending))
            {
                return done;
            }

            await WriteAsync(next, await PageAsync(next, cancellationToken), cancellationToken);
        }
    }

    /// <summary>The newest issue that the index does not have as it is; null when it has all.</summary>
    private async Task<Unread?> NextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<Unread>(
            new CommandDefinition(
                """
                SELECT d.id, d.revision, d.slot_date, coalesce(d.title, d.issue_slug) AS title,
                       EXISTS (SELECT 1 FROM dispatches s WHERE s.state = 'sending') AS is_sending
                  FROM dispatches d
                  LEFT JOIN archive_texts t ON t.dispatch_id = d.id
                 WHERE d.kind = 'issue' AND d.issue_slug IS NOT NULL
                   AND d.state IN ('sending', 'paused', 'done', 'stopped')
                   AND (t.dispatch_id IS NULL OR t.revision <> d.revision OR t.form <> @Form)
                   AND EXISTS (SELECT 1 FROM dispatch_files f WHERE f.dispatch_id = d.id)
                 ORDER BY d.slot_date DESC, d.id DESC
                 LIMIT 1
                """,
                new { Form },
                cancellationToken: cancellationToken
            )
        );
    }

    /// <summary>The page of an issue; of one that cannot be read any more only the title.</summary>
    private async Task<ArchivePage> PageAsync(Unread issue, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var files = await FrozenFiles.ReadAsync(connection, issue.Id, issue.Revision, cancellationToken);
        try
        {
            return ArchivePage.Of(IssuePackage.Thaw(files), newsletter, issue.SlotDate);
        }
        catch (InvalidOperationException)
        {
            return new(issue.Title, Author: null, Preheader: null, Whole: null, Opening: null);
        }
    }

    private Task<bool> WriteAsync(Unread issue, ArchivePage page, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                var row = new
                {
                    issue.Id,
                    issue.Revision,
                    Form,
                    opening = page.Opening?.Plain,
                    whole = page.Whole?.Plain,
                };

                // The trigger takes the words of before out of archive_search.
                await connection.ExecuteAsync("DELETE FROM archive_texts WHERE dispatch_id = @Id", row, transaction);
                await connection.ExecuteAsync(
                    "INSERT INTO archive_texts (dispatch_id, revision, form, opening, whole) "
                        + "VALUES (@Id, @Revision, @Form, @opening, @whole)",
                    row,
                    transaction
                );
                await connection.ExecuteAsync(
                    "INSERT INTO archive_search (rowid, title, author, preheader, opening, whole) "
                        + "VALUES (@Id, @title, @author, @preheader, @opening, @whole)",
                    new
                    {
                        issue.Id,
                        title = SearchText.ForIndex(page.Title),
                        author = SearchText.ForIndex(page.Author),
                        preheader = SearchText.ForIndex(page.Preheader),
                        opening = SearchText.ForIndex(page.Opening?.Plain),
                        whole = SearchText.ForIndex(page.Whole?.Plain),
                    },
                    transaction
                );
                return true;
            },
            cancellationToken
        );

    private sealed record Unread
    {
        public required long Id { get; init; }
        public required long Revision { get; init; }
        public required DateOnly SlotDate { get; init; }
        public required string Title { get; init; }
        public required bool IsSending { get; init; }
    }
}
