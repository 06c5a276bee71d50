using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Backups;

/// <summary>
/// A backup cannot be made, read or put back. The message is one line for an operator: what, where, what to do.
/// </summary>
internal sealed class BackupException(string message, Exception? inner = null) : StorageException(message, inner);
