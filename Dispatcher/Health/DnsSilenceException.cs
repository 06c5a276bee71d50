namespace Newsletter.Dispatcher.Health;

/// <summary>DNS did not answer; the message says why, for the end of a sentence.</summary>
internal sealed class DnsSilenceException(string message, Exception? inner = null) : Exception(message, inner);
