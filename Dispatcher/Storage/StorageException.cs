namespace Newsletter.Dispatcher.Storage;

/// <summary>The database cannot be used. The message is one line for an operator: what, where, what to do.</summary>
internal class StorageException(string message, Exception? inner = null) : Exception(message, inner);
