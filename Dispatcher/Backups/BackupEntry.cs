namespace Newsletter.Dispatcher.Backups;

/// <summary>A file in a backup, as the list at the end names it.</summary>
internal sealed record BackupEntry(string Name, long Length, string Sha256);
