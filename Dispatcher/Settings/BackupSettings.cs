namespace Newsletter.Dispatcher.Settings;

/// <summary>The backups that the service makes by itself. Section <c>Backup</c>.</summary>
internal sealed record BackupSettings
{
    /// <summary>The operator backs up in another way, and wants no word about it.</summary>
    public bool IsOff { get; init; }

    /// <summary>Where the backups are written; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>How many are kept.</summary>
    public int Keep { get; init; } = 7;

    /// <summary>The newest may be so many days old before <c>doctor</c> is red.</summary>
    public int RedAfterDays { get; init; } = 7;

    /// <summary>Encrypts them; null for none.</summary>
    public string? Passphrase { get; init; }

    /// <summary>To whom they are encrypted, as <c>age-keygen</c> prints it; null for nobody.</summary>
    public string? Recipient { get; init; }
}
