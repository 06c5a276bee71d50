namespace Newsletter.Dispatcher.Dispatches;

/// <summary>What tells readers that they have a wrong issue.</summary>
/// <param name="Files">What the notice is made of.</param>
internal sealed record CorrectionMail(string Title, DateTimeOffset CutOffAt, IReadOnlyDictionary<string, byte[]> Files);
