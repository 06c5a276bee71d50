using Newsletter.Dispatcher.Backups.Age;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Backups;

/// <summary>To whom the backups of the settings are encrypted. Tests: BackupServiceTests.</summary>
internal static class BackupLocks
{
    /// <returns>Null where they are not encrypted.</returns>
    public static AgeLock? Of(BackupSettings settings) =>
        settings.Passphrase is { } passphrase ? AgeLock.OfPassphrase(passphrase)
        : settings.Recipient is { } recipient ? AgeLock.OfRecipient(recipient)
        : null;
}
