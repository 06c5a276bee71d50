namespace Newsletter.Dispatcher.Storage;

/// <summary>Another process sends from the database.</summary>
internal sealed class DatabaseOwnedException(string message) : StorageException(message);
