namespace Newsletter.Dispatcher.Relays;

/// <summary>What is wrong between us and a relay.</summary>
/// <param name="What">Half a sentence that names the cause.</param>
/// <param name="ToDo">What an operator can do; a sentence without its full stop.</param>
internal sealed record RelayFault(string What, string ToDo);
