using System.Globalization;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Issues;
using Newsletter.Dispatcher.Issues.Writing;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Editing;

/// <summary>
/// Saves what people write: the file first, then its version and its line in the audit in one transaction. One save
/// follows the other, so that each version has its name and its place.
/// </summary>
internal sealed class IssueSaves(
    IssueFiles files,
    Database database,
    GitCommits git,
    AuditBook audit,
    TimeProvider clock
) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Saves a text in the place of the file that the writer has seen.</summary>
    /// <param name="seen">The hash of that file.</param>
    /// <param name="kind">Saved or restored.</param>
    public Task<SaveResult> SaveAsync(
        string slug,
        byte[] content,
        string seen,
        Writer writer,
        VersionKind kind,
        CancellationToken cancellationToken
    ) => SaveAsync(slug, content, seen, writer, kind, deed: null, cancellationToken);

    /// <summary>Saves a text that one button of the queue has made of the file that the person has seen.</summary>
    /// <inheritdoc cref="SaveAsync(string, byte[], string, Writer, VersionKind, CancellationToken)"/>
    public Task<SaveResult> SaveAsync(
        string slug,
        byte[] content,
        string seen,
        Writer writer,
        SaveDeed deed,
        CancellationToken cancellationToken
    ) => SaveAsync(slug, content, seen, writer, VersionKind.Saved, deed, cancellationToken);

    private async Task<SaveResult> SaveAsync(
        string slug,
        byte[] content,
        string seen,
        Writer writer,
        VersionKind kind,
        SaveDeed? deed,
        CancellationToken cancellationToken
    )
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var before = files.Read(slug).File;
            if (before is not null && Fault(slug, before, content, writer) is { } fault)
            {
                return new SaveResult.Refused(fault);
            }

            await NoticeAsync(slug, before, cancellationToken);
            return files.Replace(slug, content, seen) switch
            {
                WriteResult.Written written => await KeptAsync(
                    slug,
                    written,
                    writer,
                    kind,
                    deed?.Action ?? SaveAction.Of(kind, StatusOf(slug, before), StatusOf(slug, written.File)),
                    deed
                ),
                WriteResult.Changed changed => new SaveResult.Conflict(
                    changed.Now,
                    await KeepConflictAsync(slug, content, changed.Now, writer)
                ),
                WriteResult.Gone => new SaveResult.Gone(await KeepConflictAsync(slug, content, now: null, writer)),
                WriteResult.Refused refused => new SaveResult.Refused(refused.Message),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no result of a save."),
            };
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Makes the file of a new issue, or one again that has vanished.</summary>
    public async Task<SaveResult> CreateAsync(
        string slug,
        byte[] content,
        Writer writer,
        CancellationToken cancellationToken
    )
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (ReleaseRule.Fault(now: null, ReleaseRule.StatusOf(slug, content), writer.MayRelease) is { } fault)
            {
                return new SaveResult.Refused(fault);
            }

            return files.Create(slug, content) switch
            {
                WriteResult.Written written => await KeptAsync(
                    slug,
                    written,
                    writer,
                    VersionKind.Saved,
                    SaveAction.Of(VersionKind.Saved, before: null, StatusOf(slug, written.File))
                ),
                WriteResult.Refused refused => new SaveResult.Refused(refused.Message),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no result of a new file."),
            };
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Keeps what stands on the disk as a version, if nobody has seen it yet.</summary>
    /// <returns>True when there was something new.</returns>
    public async Task<bool> NoticeAsync(string slug, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await NoticeAsync(slug, files.Read(slug).File, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static string Details(SaveDeed? deed, long version) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(deed?.Details is { } details ? $"{details}, " : "")}version {version}"
        );

    private static IssueStatus? StatusOf(string slug, WrittenFile? file) =>
        file is null ? null : ReleaseRule.StatusOf(slug, file.Content);

    private static string? Fault(string slug, WrittenFile before, byte[] content, Writer writer) =>
        ReleaseRule.Fault(
            ReleaseRule.StatusOf(slug, before.Content),
            ReleaseRule.StatusOf(slug, content),
            writer.MayRelease
        );

    private async Task<bool> NoticeAsync(string slug, WrittenFile? file, CancellationToken cancellationToken) =>
        file is not null
        && await database.InTransactionAsync(
            (connection, transaction) =>
                IssueVersionTable.NoticeAsync(connection, transaction, slug, file, clock.GetUtcNow()),
            cancellationToken
        );

    /// <summary>The file is written: from here on nothing is cancelled, so that it becomes a version.</summary>
    private async Task<SaveResult> KeptAsync(
        string slug,
        WriteResult.Written written,
        Writer writer,
        VersionKind kind,
        string action,
        SaveDeed? deed = null
    )
    {
        try
        {
            await database.InTransactionAsync(
                async (connection, transaction) =>
                {
                    var now = clock.GetUtcNow();
                    if (written.Displaced is { } displaced)
                    {
                        await IssueVersionTable.NoticeAsync(connection, transaction, slug, displaced, now);
                    }

                    var id = await AddAsync(connection, transaction, slug, written.File, kind, writer);
                    if (deed is null)
                    {
                        // Somebody who moves an issue in the queue may still have typed something on its page.
                        await IssueDraftTable.DiscardAsync(connection, transaction, writer.Account, slug);
                    }

                    await audit.RecordAsync(
                        connection,
                        transaction,
                        new(writer.Actor, action, $"issue:{slug}", Details(deed, id), Reason: null, writer.Origin)
                    );
                    return id;
                },
                CancellationToken.None
            );
        }
        catch (Exception e) when (e is SqliteException or StorageException)
        {
            return new SaveResult.Saved(
                written.File,
                $"The file is saved, but its version could not be kept: {Explain(e)}"
            );
        }

        return new SaveResult.Saved(written.File, await git.CommitAsync(slug, writer, action));
    }

    private Task<long> KeepConflictAsync(string slug, byte[] content, WrittenFile? now, Writer writer) =>
        database.InTransactionAsync(
            async (connection, transaction) =>
            {
                if (now is not null)
                {
                    await IssueVersionTable.NoticeAsync(connection, transaction, slug, now, clock.GetUtcNow());
                }

                return await AddAsync(connection, transaction, slug, new(content), VersionKind.Conflict, writer);
            },
            CancellationToken.None
        );

    private Task<long> AddAsync(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string slug,
        WrittenFile file,
        VersionKind kind,
        Writer writer
    ) =>
        IssueVersionTable.AddAsync(
            connection,
            transaction,
            slug,
            file,
            kind,
            writer.Account,
            writer.Name,
            clock.GetUtcNow()
        );

    private string Explain(Exception error) => error is SqliteException e ? database.Explain(e) : error.Message;
}
