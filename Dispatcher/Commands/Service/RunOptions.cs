namespace Newsletter.Dispatcher.Commands.Service;

/// <summary>What <c>run</c> was told.</summary>
/// <param name="NotSent">With <paramref name="AcceptRestored"/>: nothing was sent since the backup was made.</param>
internal sealed record RunOptions(
    bool TrustClock = false,
    bool AcceptRestored = false,
    bool Wait = false,
    bool NotSent = false
);
