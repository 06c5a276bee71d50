namespace Newsletter.Dispatcher.Backups;

/// <summary>What stands first in a backup: what it is, and where its files were. Tests: BackupTests.</summary>
internal sealed record BackupHead
{
    /// <summary>The form of the archive that this program writes, and the newest that it reads.</summary>
    public const int NewestForm = 1;

    /// <summary>Its name in the archive.</summary>
    public const string Name = "backup.json";

    public int Form { get; init; }

    /// <summary>Of the program that made it.</summary>
    public string Version { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public string Newsletter { get; init; } = "";

    /// <summary>Where the database was: below the newsletter's folder, or an absolute path.</summary>
    public string Database { get; init; } = "";

    /// <summary>Where the keys were; in the same form.</summary>
    public string Keys { get; init; } = "";

    /// <summary>The migrations that the database had.</summary>
    public IReadOnlyList<string> Migrations { get; init; } = [];

    /// <summary>How much room the files take.</summary>
    public long Octets { get; init; }

    /// <summary>Files that the settings name and that are elsewhere; they are not in the backup.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
