namespace Newsletter.Dispatcher.Addresses;

/// <summary>A typed value after its check.</summary>
/// <param name="Value">As it is stored; meaningless when there is a problem.</param>
/// <param name="Problem">What is wrong and what to do, to stand behind the field's name; null when it is good.</param>
internal readonly record struct Checked<T>(T Value, string? Problem = null);
