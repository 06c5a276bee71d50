using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Commands;

/// <summary>
/// What a command finds around it: a folder, a clock, a terminal, and through them settings and database.
/// Tests: IssueCommandTests.
/// </summary>
/// <param name="Root">Folder with <c>appsettings.json</c>, <c>issues/</c> and <c>templates/</c>; relative paths start
/// here.</param>
internal sealed record CommandContext(string Root, TimeProvider Clock, Terminal Terminal)
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The thing asked for failed.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int WrongUsage = 2;

    /// <summary>The newsletter that the command is about.</summary>
    public NewsletterFolder Folder => new(Root);

    /// <summary>The checked settings.</summary>
    /// <exception cref="SettingsException">With every problem, one line each.</exception>
    public DispatcherSettings Settings() => SettingsFiles.Read(Root);

    /// <summary>
    /// The database of the settings, made where there is none; an older one is refused with the way to upgrade it.
    /// </summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static async Task<Database> OpenDatabaseAsync(
        DispatcherSettings settings,
        CancellationToken cancellationToken
    )
    {
        var database = new Database(settings.Storage.ConnectionString);
        await Migrator.OpenAsync(database, cancellationToken);
        return database;
    }

    /// <summary>
    /// The edge of every command: what it could not do becomes one line on standard error and an exit status,
    /// never a stack trace.
    /// </summary>
    public async Task<int> RunAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (SettingsException e)
        {
            foreach (var problem in e.Problems)
            {
                Terminal.Error(problem);
            }

            return WrongUsage;
        }
        catch (StorageException e)
        {
            Terminal.Error(e.Message);
        }
        catch (SqliteException e)
        {
            Terminal.Error(
                $"The database answered: {e.Message} (SQLite {e.SqliteExtendedErrorCode}). Check the disk and that no "
                    + "other program holds it."
            );
        }
        catch (UnauthorizedAccessException e)
        {
            Terminal.Error($"{e.Message} Give the dispatcher's user the right to it.");
        }
        catch (IOException e)
        {
            Terminal.Error(e.Message);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("Stopped before it was done.");
        }

        return Failed;
    }
}
