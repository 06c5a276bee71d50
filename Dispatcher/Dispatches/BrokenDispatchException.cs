namespace Newsletter.Dispatcher.Dispatches;

/// <summary>
/// One dispatch cannot go on, and only a person can mend it. The message is one line for an operator; no other dispatch
/// is touched.
/// </summary>
internal sealed class BrokenDispatchException(string message) : Exception(message);
