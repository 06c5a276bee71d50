namespace Newsletter.Dispatcher.Backups;

/// <summary>A backup that was made.</summary>
/// <param name="Octets">Size of the archive; 0 where it went to standard output.</param>
/// <param name="Files">Files in it, the database among them.</param>
/// <param name="IsVerified">It was read back from the disk, and each file was as it had been.</param>
internal sealed record BackupResult(
    DateTimeOffset MadeAt,
    long Octets,
    long DatabaseOctets,
    int Files,
    IReadOnlyList<string> LeftOut,
    bool IsVerified
);
