namespace Newsletter.Dispatcher.Backups;

/// <summary>Where the files of a backup go. Pure. Tests: RestoreTargetsTests.</summary>
internal sealed class RestoreTargets
{
    private readonly string _folder;
    private readonly bool _isDataOnly;

    private RestoreTargets(string folder, bool isDataOnly, string database, string keys) =>
        (_folder, _isDataOnly, Database, Keys) = (folder, isDataOnly, database, keys);

    /// <summary>Absolute path of the database.</summary>
    public string Database { get; }

    /// <summary>Absolute path of the keys.</summary>
    public string Keys { get; }

    /// <summary>
    /// A backup can be made by anybody, so it never decides alone about a place outside the folder.
    /// </summary>
    /// <exception cref="BackupException">The database was elsewhere, and nobody said where it goes.</exception>
    public static RestoreTargets Of(RestoreRequest request, BackupHead head)
    {
        var database =
            request.Database
            ?? (
                IsBelow(head.Database)
                    ? Path.Combine(request.Folder, head.Database)
                    : throw new BackupException(
                        $"{request.File}: the database of this backup was at {head.Database}, outside the newsletter's "
                            + $"folder; say where it goes with --database, for example: --database {head.Database}"
                    )
            );
        var keys = IsBelow(head.Keys)
            ? Path.Combine(request.Folder, head.Keys)
            : Path.Combine(Path.GetDirectoryName(database)!, Path.GetFileName(head.Keys));
        return new(request.Folder, request.IsDataOnly, database, keys);
    }

    /// <returns>Null for a file that is not wanted.</returns>
    public string? Of(string name) =>
        name is BackupFiles.Database ? Database
        : name is BackupFiles.Keys ? Keys
        : name.StartsWith(BackupFiles.DeskKeys, StringComparison.Ordinal)
            ? $"{Tokens.KeyFolder.PathBeside(Keys)}/{name[BackupFiles.DeskKeys.Length..]}"
        : _isDataOnly ? null
        : Path.Combine(_folder, name[BackupFiles.Folder.Length..]);

    private static bool IsBelow(string path) =>
        path.Length > 0
        && !Path.IsPathRooted(path)
        && !path.Contains('\\', StringComparison.Ordinal)
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
