namespace Newsletter.Dispatcher.Storage;

/// <summary>The database cannot be used. The message is one line for an operator: what, where, what to do.</summary>
internal class StorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process sends from the database.</summary>
internal sealed class DatabaseOwnedException(string message) : StorageException(message);
