namespace Newsletter.Dispatcher.Backups;

/// <summary>A backup that was put back.</summary>
/// <param name="Files">Files that were written.</param>
/// <param name="Same">Files that were there already, exactly so.</param>
internal sealed record RestoreResult(BackupHead Head, string Database, string Keys, int Files, int Same);
