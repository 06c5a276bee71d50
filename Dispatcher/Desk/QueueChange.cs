namespace Newsletter.Dispatcher.Desk;

/// <summary>What became of a change of the queue. Tests: QueuePageTests.</summary>
/// <param name="Says">A sentence for the person.</param>
internal abstract record QueueChange(string Says)
{
    /// <summary>The file has the change, and the text is a version.</summary>
    internal sealed record Done(string Says) : QueueChange(Says);

    /// <summary>The file is as it was.</summary>
    /// <param name="Versions">The issue among whose versions both texts are; null when nothing was kept.</param>
    internal sealed record Refused(string Says, string? Versions = null) : QueueChange(Says);
}
