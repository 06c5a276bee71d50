namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// One dispatch cannot go on, and only a person can fix the cause. The message is one line for an operator. Other
/// dispatches are not affected.
/// </summary>
internal sealed class BrokenDispatchException(string message) : Exception(message);
