namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The dispatch that sends a correction to the readers of the wrong issue.</summary>
/// <param name="Files">The files of the correction.</param>
internal sealed record CorrectionNotice(
    string Title,
    DateTimeOffset CutOffAt,
    IReadOnlyDictionary<string, byte[]> Files
);
