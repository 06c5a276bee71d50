namespace Newsletter.Dispatcher.Backups;

/// <summary>A good backup in the folder of the settings.</summary>
internal sealed record BackupFile(string Path, DateTimeOffset MadeAt, long Octets);
